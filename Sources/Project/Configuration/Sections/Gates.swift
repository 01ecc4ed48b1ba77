// SPDX-License-Identifier: Apache-2.0

/// What each check of a finished binary does when it finds something.
package struct Gates: ConfigurationSection {
    package var location: SourceLocation?
    package var version = Located(default: GateLevel.error)
    package var startup = Located(default: GateLevel.error)
    package var audit = AuditGate()

    package init() {}

    package static let summary = "The checks of finished binaries."

    package static var fields: [Field<Gates>] {
        let audit = ValueSchema<AuditGate>.any(
            of: ScalarRule<GateLevel>.choice().located.converted { level in
                var gate = AuditGate()
                gate.level = level
                gate.location = level.location
                return gate
            } from: {
                $0.libraries.isEmpty ? $0.level : nil
            }, .section
        )
        return [
            Field(
                "version", \.version, ScalarRule.choice().located,
                "The binary, run with `--version`, prints the version that is released."),
            Field(
                "startup", \.startup, ScalarRule.choice().located,
                "The packaged program starts where the build folder is out of reach."),
            Field("audit", \.audit, audit, "The binary needs no library, system version or path that users may lack."),
        ]
    }
}

/// The audit of a binary's needs, and what it allows.
package struct AuditGate: ConfigurationSection {
    package var location: SourceLocation?
    package var level = Located(default: GateLevel.error)
    package var libraries: [Located<String>] = []

    package init() {}

    package static let summary = "The audit of what a binary needs."

    package static var fields: [Field<AuditGate>] {
        [
            Field("level", \.level, ScalarRule.choice().located, "What a finding does."),
            Field(
                "libraries", \.libraries, .list(of: ScalarRule.line.located),
                "Names of shared libraries that may be needed besides the usual ones, such as `libfoo.so.1`."),
        ]
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The archives that hold a binary and the files beside it.
package struct Archives: ConfigurationSection {
    package var location: SourceLocation?
    package var files = ["LICENSE*", "README*", "CHANGELOG*"].map { Located(default: Template(stringLiteral: $0)) }
    package var format = KeyedValues<ArchiveSystem, Located<ArchiveFormat>>()
    package var name = Located<Template>(default: "{{name}}_{{version}}_{{os}}_{{arch}}")
    package var wrap: Located<Template>?

    package init() {}

    /// The format for an operating system: what is stated, else zip for Windows and tar.gz for all others.
    package func format(for system: ArchiveSystem) -> ArchiveFormat {
        format[system]?.value ?? format[.all]?.value ?? (system == .windows ? .zip : .tarGzip)
    }

    package static let summary = "The archives that hold a binary and the files beside it."

    package static var fields: [Field<Archives>] {
        let format = ValueSchema<KeyedValues<ArchiveSystem, Located<ArchiveFormat>>>.any(
            of: ScalarRule<ArchiveFormat>.choice().located.converted { format in
                KeyedValues([.init(key: format.map { _ in .all }, value: format)])
            },
            .mapping("operating system", key: .choice(), to: ScalarRule.choice().located)
        )
        return [
            Field(
                "files", \.files, .list(of: .projectPath),
                "Files to add to each archive, as paths or globs from the project folder; a glob that matches nothing is no error."
            ),
            Field(
                "format", \.format, format,
                "The archive format, one for all or by operating system; by default zip for Windows and tar.gz for the others."
            ),
            Field("name", \.name, .fileName, "The archive's name without its extension."),
            Field("wrap", \.wrap, .fileName, "A folder in the archive to put everything in; by default there is none."),
        ]
    }
}

/// Whose archives a format is for.
package enum ArchiveSystem: String, Sendable, Hashable, CaseIterable {
    case linux, macos, windows, all
}

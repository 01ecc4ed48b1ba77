// SPDX-License-Identifier: Apache-2.0
import Project

/// Refuses a configuration that asks for signatures which would not be made.
enum SigningObstacle {
    /// A diagnostic for each kind of signature that is configured.
    static func find(_ signing: Signing, last: StageName) -> [Diagnostic] {
        guard last >= .sign else { return [] }
        var found: [Diagnostic] = []
        if signing.macOS != nil { found.append(diagnostic("signing.macos", signing.location)) }
        return found
    }

    private static func diagnostic(_ key: String, _ location: SourceLocation?) -> Diagnostic {
        Diagnostic(
            "`\(key)` is set, and this version of Fledge makes no such signatures", at: location, keyPath: key,
            hint:
                "take the key out for now: an unsigned release that its configuration calls signed would deceive its users",
            exit: .needsChange)
    }
}

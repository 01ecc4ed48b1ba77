// SPDX-License-Identifier: Apache-2.0
package import Project

/// By which names and values a text in a source file is, beyond doubt, the version of a program.
///
/// Only such a text is replaced unasked: `let protocolVersion = "1.0"` is none, nor is `let version = "1.0"` in a project
/// that never tagged 1.0.
package struct VersionConvention: Sendable, Hashable {
    private let release: SemanticVersion
    private let tagged: Set<SemanticVersion>

    /// - Parameter tagged: The versions that the project has tags of; empty where none are known.
    package init(release: SemanticVersion, tagged: Set<SemanticVersion>) {
        self.release = release
        self.tagged = tagged
    }

    /// Whether a constant or variable of this name is a version: the program's, or that of one of `owners`.
    package func isName(_ name: String, of owners: [String]) -> Bool {
        let plain = Self.letters(of: name)
        return Self.names.contains(plain) || owners.map { Self.letters(of: $0) + "version" }.contains(plain)
    }

    /// Whether a value is a placeholder, the version of some tag, or the one that is released, with or without what
    /// stands for work in progress behind it.
    package func holds(_ value: String) -> Bool {
        if Self.placeholders.contains(value.lowercased()) { return true }
        guard let version = Self.version(value) else { return false }
        if tagged.isEmpty || version.core == [0, 0, 0] || version.core == release.core { return true }
        return tagged.contains { $0.core == version.core }
    }

    /// Whether a value is a placeholder or a version at all.
    package static func looksLikeVersion(_ value: String) -> Bool {
        placeholders.contains(value.lowercased()) || version(value) != nil
    }

    private static let names: Set<String> = [
        "version", "appversion", "currentversion", "toolversion", "cliversion", "packageversion", "releaseversion",
        "buildversion", "programversion", "versionstring",
    ]
    private static let placeholders: Set<String> = [
        "", "dev", "devel", "(devel)", "development", "edge", "head", "local", "main", "master", "none", "snapshot",
        "undefined", "unknown", "unreleased", "unset", "unversioned", "x.y.z",
    ]

    private static func letters(of name: String) -> String { name.lowercased().filter(\.isLetter) }

    /// Reads `1.2.3`, `v1.2.3` and `1.2`, with or without what SemVer allows behind them.
    private static func version(_ text: String) -> SemanticVersion? {
        let bare = text.hasPrefix("v") ? text.dropFirst() : Substring(text)
        let core = bare.prefix { $0 != "-" && $0 != "+" }
        let whole = core.filter { $0 == "." }.count == 1 ? core + ".0" + bare[core.endIndex...] : bare
        return try? SemanticVersion(parsing: String(whole))
    }
}

extension SemanticVersion {
    fileprivate var core: [UInt64] { [major, minor, patch].map { UInt64($0) } }
}

// SPDX-License-Identifier: Apache-2.0

/// Versions in git.
extension SemanticVersion {
    /// Reads a tag: `v1.2.3` or `1.2.3`, behind the prefix of a project that shares its repository: `tool/v1.2.3`.
    ///
    /// - Parameter prefix: All that precedes the `v`, such as `tool/`; without its slash, `tool` means the same.
    package init(tag: String, prefix: String = "") throws(SemanticVersionError) {
        let prefix = Self.normalized(prefix: prefix)
        guard tag.hasPrefix(prefix) else { throw .otherPrefix(tag: tag, prefix: prefix) }
        let rest = tag.dropFirst(prefix.count)
        try self.init(parsing: String(rest.hasPrefix("v") ? rest.dropFirst() : rest))
    }

    /// What precedes the version in a tag such as `tool/v1.2.3` or `tool-1.2.3`; nil where there is none, or nothing.
    static func tagPrefix(in tag: String) -> String? {
        for end in tag.indices where "/-_".contains(tag[end]) {
            let prefix = String(tag[...end])
            if (try? SemanticVersion(tag: tag, prefix: prefix)) != nil { return prefix }
        }
        return nil
    }

    /// The tag that a release of this version would have.
    package func tag(prefix: String = "") -> String {
        Self.normalized(prefix: prefix) + "v\(self)"
    }

    /// The version of a snapshot after this one: `X.Y.(Z+1)-SNAPSHOT-<short commit>`. Without a commit, `SNAPSHOT`
    /// stands alone.
    package func snapshot(commit: String?) throws(SemanticVersionError) -> SemanticVersion {
        guard patch < UInt64.max else { throw .tooLarge("\(patch)", in: "\(self)") }
        let label = commit.map { "SNAPSHOT-\($0)" } ?? "SNAPSHOT"
        return try SemanticVersion(major, minor, patch + 1, prerelease: [label])
    }

    /// With one slash at its end, or empty; a `v` that a user wrote as in `tool/v` is not part of it.
    static func normalized(prefix: String) -> String {
        var prefix = prefix
        if prefix == "v" || prefix.hasSuffix("/v") { prefix.removeLast() }
        if prefix.isEmpty || prefix.hasSuffix("/") || prefix.hasSuffix("-") || prefix.hasSuffix("_") { return prefix }
        return prefix + "/"
    }
}

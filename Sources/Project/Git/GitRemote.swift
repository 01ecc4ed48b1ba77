// SPDX-License-Identifier: Apache-2.0

/// A remote repository's address, taken apart.
package struct GitRemote: Sendable, Hashable {
    /// As git has it, without user name and password.
    package let url: String
    package let host: String
    /// The path without its first slash and without `.git`.
    package let path: String

    /// Takes `https://host/owner/name.git`, `ssh://git@host:22/owner/name` and `git@host:owner/name.git`.
    ///
    /// - Returns: Nil for a local path.
    package init?(parsing text: String) {
        let rest: Substring
        if let scheme = text.firstRange(of: "://") {
            guard text[..<scheme.lowerBound] != "file" else { return nil }
            rest = text[scheme.upperBound...]
            guard let slash = rest.firstIndex(of: "/") else { return nil }
            let authority = rest[..<slash]
            let hostAndPort = authority.split(separator: "@").last ?? authority
            host = String(hostAndPort.split(separator: ":").first ?? hostAndPort).lowercased()
            path = Self.trimmed(rest[slash...])
            url = String(text[..<scheme.upperBound]) + String(hostAndPort) + String(rest[slash...])
        } else {
            guard let colon = text.firstIndex(of: ":"), !text[..<colon].contains("/") else { return nil }
            let authority = text[..<colon]
            host = String(authority.split(separator: "@").last ?? authority).lowercased()
            path = Self.trimmed(text[text.index(after: colon)...])
            url = text
        }
        guard !host.isEmpty, !path.isEmpty else { return nil }
    }

    /// `owner/name` where the path has exactly two parts, as on GitHub.
    package var ownerAndName: String? {
        path.split(separator: "/", omittingEmptySubsequences: false).count == 2 ? path : nil
    }

    /// `owner/name` on github.com.
    package var gitHubRepository: String? {
        host == "github.com" ? ownerAndName : nil
    }

    /// The page that a browser shows.
    package var webPage: String { "https://\(host)/\(path)" }

    private static func trimmed(_ path: Substring) -> String {
        var path = path
        while path.hasPrefix("/") { path.removeFirst() }
        while path.hasSuffix("/") { path.removeLast() }
        if path.hasSuffix(".git") { path.removeLast(4) }
        return String(path)
    }
}

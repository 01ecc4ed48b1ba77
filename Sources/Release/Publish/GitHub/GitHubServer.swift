// SPDX-License-Identifier: Apache-2.0
package import Effects
package import Project

/// The GitHub that a project lives on: github.com, or a GitHub Enterprise that the environment names as GitHub Actions
/// does (`GITHUB_SERVER_URL`, `GITHUB_API_URL`), or with `GITHUB_UPLOAD_URL`.
package struct GitHubServer: Sendable, Hashable {
    /// Where browsers go, `https://github.com`; none of the three has a slash at its end.
    package let web: String
    /// Where the REST API is, `https://api.github.com`.
    package let api: String
    /// Where assets are sent; nil is what each release says itself.
    package let uploads: String?

    package init(_ environment: Environment) {
        let trimmed = { (name: String) -> String? in
            guard var text = environment[name] else { return nil }
            while text.hasSuffix("/") { text.removeLast() }
            return text.isEmpty ? nil : text
        }
        let server = trimmed("GITHUB_SERVER_URL")
        let named = trimmed("GITHUB_API_URL")
        api = named ?? server.flatMap(Self.api) ?? "https://api.github.com"
        web = named.map { Self.web(ofAPI: $0, server: server) } ?? server ?? "https://github.com"
        uploads = trimmed("GITHUB_UPLOAD_URL")
    }

    /// The host of `web`, which remotes of its repositories have.
    package var host: String {
        let rest = web.firstRange(of: "://").map { web[$0.upperBound...] } ?? web[...]
        return String(rest.prefix { $0 != "/" && $0 != ":" }).lowercased()
    }

    /// `owner/name` of a remote on this server.
    package func repository(of remote: GitRemote?) -> String? {
        guard let remote, remote.host == host || remote.host == "ssh.\(host)" else { return nil }
        return remote.ownerAndName
    }

    /// The page of a repository, `https://github.com/owner/name`.
    package func page(of repository: String) -> String { "\(web)/\(repository)" }

    /// The folder of a release's downloads.
    package func downloads(of repository: String, tag: String) -> String {
        "\(page(of: repository))/releases/download/\(MarkdownText.pathEncoded(tag))"
    }

    /// The web address that belongs to the API's: `https://host/api/v3` is Enterprise Server's form, and
    /// `https://api.name.ghe.com` that of Enterprise Cloud with its own domain.
    private static func web(ofAPI api: String, server: String?) -> String {
        if api == "https://api.github.com" { return server ?? "https://github.com" }
        if let server, server != "https://github.com" { return server }
        if api.hasSuffix("/api/v3") { return String(api.dropLast("/api/v3".count)) }
        if let scheme = api.firstRange(of: "://api.") {
            return String(api[..<scheme.lowerBound]) + "://" + api[scheme.upperBound...]
        }
        return api
    }

    private static func api(ofServer server: String) -> String? {
        if server == "https://github.com" { return nil }
        if server.hasSuffix(".ghe.com"), let scheme = server.firstRange(of: "://") {
            return String(server[..<scheme.upperBound]) + "api." + server[scheme.upperBound...]
        }
        return server + "/api/v3"
    }
}

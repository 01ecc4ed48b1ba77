// SPDX-License-Identifier: Apache-2.0
package import Effects
import Foundation

/// Asks GitHub's REST API about one repository, as its public documentation has it (docs.github.com/en/rest).
package struct GitHubClient: Sendable {
    let web: any WebClient
    let server: GitHubServer
    /// `owner/name`
    let repository: String
    let token: Secret?

    package init(web: any WebClient, server: GitHubServer, repository: String, token: Secret?) {
        self.web = web
        self.server = server
        self.repository = repository
        self.token = token
    }

    /// The token of the environment, by the names that GitHub's own programs know, the first that is set.
    package static func token(_ environment: Environment, _ names: String...) -> Secret? {
        (names + ["GITHUB_TOKEN", "GH_TOKEN"]).lazy.compactMap { environment[$0] }.first.map(Secret.init)
    }

    // MARK: Requests

    /// A request about the repository; `path` is percent-encoded and begins with a slash, or is empty.
    ///
    /// - Parameter isIdempotent: Nil is what the method says; many of GitHub's POSTs are as good twice as once.
    func request(
        _ method: WebMethod, _ path: String, query: [(String, String)] = [], json: (any Encodable)? = nil,
        isIdempotent: Bool? = nil
    ) throws -> WebRequest {
        let words = query.map { "\($0.0)=\(Self.queryEncoded($0.1))" }.joined(separator: "&")
        var request = WebRequest(
            method, server.api + "/repos/" + repository + path + (words.isEmpty ? "" : "?" + words), headers: headers,
            destination: .memory(limit: 64 << 20), redirections: 3, isIdempotent: isIdempotent)
        if let json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            request.headers["Content-Type"] = "application/json; charset=utf-8"
            request.body = .bytes([UInt8](try encoder.encode(json)))
        }
        return request
    }

    /// The headers that every request has.
    var headers: WebHeaders {
        var headers: WebHeaders = [
            "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28",
        ]
        if let token { headers.set("Authorization", secret: Secret("Bearer \(token.value)")) }
        return headers
    }

    /// The answer to a request; one that is no success is an error with GitHub's own words.
    func send(_ request: WebRequest) async throws -> WebResponse {
        let response = try await web.send(request)
        guard response.isSuccess else {
            throw WebError.refused(response.refusal(of: request, words: GitHubRefusal(response.body)?.words))
        }
        return response
    }

    func get<Value: Decodable>(_ path: String, query: [(String, String)] = []) async throws -> Value {
        try decode(try await send(try request(.get, path, query: query)))
    }

    /// Nil where GitHub knows nothing of it, or does not let this token see it.
    func find<Value: Decodable>(_ path: String, query: [(String, String)] = []) async throws -> Value? {
        do {
            return try await get(path, query: query) as Value
        } catch WebError.refused(let refusal) where refusal.status == 404 {
            return nil
        }
    }

    /// All items of a list that comes in pages.
    func all<Value: Decodable>(_ path: String) async throws -> [Value] {
        var items: [Value] = []
        var page = 1
        while true {
            let query = [("per_page", "100"), ("page", "\(page)")]
            let response = try await send(try request(.get, path, query: query))
            items += try decode(response) as [Value]
            guard response.headers["Link"]?.contains("rel=\"next\"") == true, page < 1000 else { return items }
            page += 1
        }
    }

    func post<Value: Decodable>(_ path: String, _ json: any Encodable, isIdempotent: Bool) async throws -> Value {
        try decode(try await send(try request(.post, path, json: json, isIdempotent: isIdempotent)))
    }

    /// Changes something; GitHub's PATCHes here say what is to be, so that twice is as good as once.
    func patch<Value: Decodable>(_ path: String, _ json: any Encodable) async throws -> Value {
        try decode(try await send(try request(.patch, path, json: json, isIdempotent: true)))
    }

    /// Deletes something; what is not there is as good as deleted.
    func delete(_ path: String) async throws {
        do {
            _ = try await send(try request(.delete, path))
        } catch WebError.refused(let refusal) where refusal.status == 404 {}
    }

    func decode<Value: Decodable>(_ response: WebResponse) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(response.body))
        } catch {
            throw UnreadableAnswer(url: response.url.prefix { $0 != "?" }.description, reason: "\(error)")
        }
    }

    static func pathEncoded(_ text: String) -> String { MarkdownText.pathEncoded(text) }

    private static func queryEncoded(_ text: String) -> String {
        MarkdownText.pathEncoded(text).replacing("/", with: "%2F")
    }
}

/// An answer that is not what the documentation says.
struct UnreadableAnswer: Error, Sendable, Hashable, CustomStringConvertible {
    let url: String
    let reason: String

    var description: String { "the answer of \(url) can't be understood: \(reason)" }
}

/// What GitHub says when it refuses: a message, and for 422 what is wrong with which field.
struct GitHubRefusal: Decodable, Sendable {
    struct Detail: Decodable, Sendable {
        let resource: String?
        let field: String?
        let code: String?
        let message: String?

        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                (resource, field, code, message) = (nil, nil, nil, text)
                return
            }
            let container = try decoder.container(keyedBy: CodingKeys.self)
            resource = try container.decodeIfPresent(String.self, forKey: .resource)
            field = try container.decodeIfPresent(String.self, forKey: .field)
            code = try container.decodeIfPresent(String.self, forKey: .code)
            message = try? container.decodeIfPresent(String.self, forKey: .message)
        }

        enum CodingKeys: String, CodingKey { case resource, field, code, message }
    }

    let message: String
    let errors: [Detail]?

    init?(_ body: [UInt8]) {
        guard let value = try? JSONDecoder().decode(GitHubRefusal.self, from: Data(body)) else { return nil }
        self = value
    }

    var words: String {
        let details = (errors ?? []).map { detail in
            detail.message ?? [detail.resource, detail.field, detail.code].compactMap { $0 }.joined(separator: " ")
        }
        return details.isEmpty ? message : "\(message): \(details.joined(separator: "; "))"
    }
}

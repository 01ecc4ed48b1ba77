// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
import SystemPackage

/// Asks packagecloud's API about one repository (packagecloud.io/docs/api).
struct PackagecloudClient: Sendable {
    let web: any WebClient
    let files: Files
    /// `https://packagecloud.io`, without a slash at the end.
    let server: String
    /// `owner/name`
    let repository: String
    let token: Secret?

    /// A package as lists have it.
    struct Package: Sendable, Hashable, Decodable {
        let filename: String
        /// `ubuntu/noble`
        let distribution: String
        let version: String?
        let release: String?
        let sha256: String?
        /// Where all that is known of it can be had.
        let details: String?

        enum CodingKeys: String, CodingKey {
            case filename, version, release
            case distribution = "distro_version"
            case sha256 = "sha256sum"
            case details = "package_url"
        }
    }

    /// A distribution that packages can be pushed for.
    struct Distribution: Sendable, Hashable {
        enum Kind: String, Sendable { case deb, rpm }
        let kind: Kind
        let id: Int
    }

    /// The distributions by their names, such as `ubuntu/noble`, `el/9` and `any/any`.
    func distributions() async throws -> [String: Distribution] {
        struct Version: Decodable {
            let id: Int
            let name: String
            enum CodingKeys: String, CodingKey {
                case id
                case name = "index_name"
            }
        }
        struct Family: Decodable {
            let name: String
            let versions: [Version]
            enum CodingKeys: String, CodingKey {
                case versions
                case name = "index_name"
            }
        }
        struct Answer: Decodable {
            let deb: [Family]?
            let rpm: [Family]?
        }
        let answer: Answer = try decode(try await send(request(.get, "/distributions.json")))
        var found: [String: Distribution] = [:]
        for (kind, families) in [(Distribution.Kind.deb, answer.deb ?? []), (.rpm, answer.rpm ?? [])] {
            for family in families {
                for version in family.versions {
                    found["\(family.name)/\(version.name)"] = Distribution(kind: kind, id: version.id)
                }
            }
        }
        return found
    }

    /// Whether the repository is there for this token.
    func exists() async throws -> Bool {
        do {
            _ = try await send(request(.get, "/repos/\(repository).json"))
            return true
        } catch WebError.refused(let refusal) where refusal.status == 404 {
            return false
        }
    }

    /// All packages of the repository.
    func packages() async throws -> [Package] {
        var found: [Package] = []
        for page in 1...10_000 {
            let response = try await send(request(.get, "/repos/\(repository)/packages.json?per_page=250&page=\(page)"))
            let items: [Package] = try decode(response)
            found += items
            guard response.headers["Link"]?.contains("rel=\"next\"") == true, !items.isEmpty else { break }
        }
        return found
    }

    /// The digest of a package, which not every list has.
    func digest(of package: Package) async throws -> String? {
        if let sha256 = package.sha256 { return sha256.lowercased() }
        guard let details = package.details else { return nil }
        struct Details: Decodable {
            let sha256: String?
            enum CodingKeys: String, CodingKey { case sha256 = "sha256sum" }
        }
        var request = request(.get, "")
        request.url = details.hasPrefix("/") ? server + details : details
        return try (decode(try await send(request)) as Details).sha256?.lowercased()
    }

    /// Pushes a package; users see it at once. It may be there although this fails.
    func push(_ file: FilePath, name: String, to distribution: Distribution) async throws {
        try await files.withTemporaryDirectory { folder in
            let body = folder.appending("body")
            let boundary = "fledge-" + String(UInt64.random(in: 0 ... .max), radix: 16) + "-boundary"
            try write(file, name: name, distribution: distribution, boundary: boundary, to: body)
            var request = request(.post, "/repos/\(repository)/packages.json", isIdempotent: false)
            request.headers["Content-Type"] = "multipart/form-data; boundary=\(boundary)"
            let size = try files.status(body).size
            request.body = .file(body, 0..<size)
            request.deadline = .seconds(60 + Int64(size >> 17))
            _ = try await send(request)
        }
    }

    /// Takes a package out; one that is not there is as good as taken out.
    func yank(_ filename: String, from distribution: String) async throws {
        do {
            _ = try await send(
                request(.delete, "/repos/\(repository)/\(distribution)/\(MarkdownText.pathEncoded(filename))"))
        } catch WebError.refused(let refusal) where refusal.status == 404 {}
    }

    /// Moves a package to another repository, `owner/name`; its download statistics are lost. One that is there already
    /// and no longer here is as good as moved.
    func promote(_ filename: String, from distribution: String, to destination: String) async throws {
        var request = request(
            .post, "/repos/\(repository)/\(distribution)/\(MarkdownText.pathEncoded(filename))/promote.json",
            isIdempotent: false)
        request.headers["Content-Type"] = "application/x-www-form-urlencoded"
        request.body = .text("destination=\(MarkdownText.pathEncoded(destination).replacing("/", with: "%2F"))")
        do {
            _ = try await send(request)
        } catch let error as WebError where GitHubUploader.isWorthAnotherAttempt(error) || error.status == 404 {
            // The answer may be what was lost.
            let there = PackagecloudClient(
                web: web, files: files, server: server, repository: destination, token: token)
            guard
                try await there.packages().contains(where: {
                    $0.filename == filename && $0.distribution == distribution
                })
            else { throw error }
        }
    }

    // MARK: Messages

    private func request(_ method: WebMethod, _ path: String, isIdempotent: Bool? = nil) -> WebRequest {
        var headers: WebHeaders = ["Accept": "application/json"]
        if let token {
            headers.set("Authorization", secret: Secret("Basic " + Base64.text(Array("\(token.value):".utf8))))
        }
        return WebRequest(
            method, server + "/api/v1" + path, headers: headers, destination: .memory(limit: 64 << 20),
            isIdempotent: isIdempotent)
    }

    private func send(_ request: WebRequest) async throws -> WebResponse {
        let response = try await web.send(request)
        guard response.isSuccess else {
            throw WebError.refused(response.refusal(of: request, words: Self.words(response.body)))
        }
        return response
    }

    private func decode<Value: Decodable>(_ response: WebResponse) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(response.body))
        } catch {
            throw UnreadableAnswer(url: response.url.prefix { $0 != "?" }.description, reason: "\(error)")
        }
    }

    /// What is wrong by field: `{"filename":["has already been taken"]}`, or `{"error": "…"}`.
    private static func words(_ body: [UInt8]) -> String? {
        if let fields = try? JSONDecoder().decode([String: [String]].self, from: Data(body)), !fields.isEmpty {
            return fields.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.joined(separator: ", "))" }
                .joined(separator: "; ")
        }
        return (try? JSONDecoder().decode([String: String].self, from: Data(body)))?["error"]
    }

    /// The form's two fields (RFC 7578), in a file, so that no package is held in memory.
    private func write(
        _ file: FilePath, name: String, distribution: Distribution, boundary: String, to body: FilePath
    ) throws {
        let writer = try FileWriter(body)
        let head = """
            --\(boundary)\r
            Content-Disposition: form-data; name="package[distro_version_id]"\r
            \r
            \(distribution.id)\r
            --\(boundary)\r
            Content-Disposition: form-data; name="package[package_file]"; filename="\(name)"\r
            Content-Type: application/octet-stream\r
            \r

            """
        try writer.write(Array(head.utf8))
        let reader = try FileReader(file)
        while true {
            let bytes = try reader.read(upTo: 1 << 20)
            if bytes.isEmpty { break }
            try writer.write(bytes)
        }
        try writer.write(Array("\r\n--\(boundary)--\r\n".utf8))
        try writer.commit(durably: false)
    }
}

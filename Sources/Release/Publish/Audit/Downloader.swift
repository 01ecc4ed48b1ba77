// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage

/// Fetches what users fetch, each address once, and keeps the digests alone.
package actor Downloader {
    private let machine: Machine
    private var known: [String: Task<Download, any Error>] = [:]

    struct Download: Sendable, Hashable {
        let sha256: String
        let size: UInt64
    }

    init(machine: Machine) {
        self.machine = machine
    }

    /// The digest of what an address serves to someone without a token, after redirections.
    func digest(of url: String) async throws -> Download {
        if let task = known[url] { return try await task.value }
        let machine = machine
        let task = Task { try await Self.fetch(url, on: machine) }
        known[url] = task
        return try await task.value
    }

    /// The bytes of a small file, such as a manifest.
    func bytes(of url: String) async throws -> [UInt8] {
        let request = WebRequest(.get, url, destination: .memory(limit: 64 << 20), redirections: 8)
        let response = try await machine.web.send(request)
        guard response.isSuccess else { throw WebError.refused(response.refusal(of: request)) }
        return response.body
    }

    private static func fetch(_ url: String, on machine: Machine) async throws -> Download {
        try await machine.files.withTemporaryDirectory { folder in
            let file = folder.appending("download")
            let request = WebRequest(.get, url, destination: .file(file, limit: 16 << 30), redirections: 8)
            let response = try await machine.web.send(request)
            guard response.isSuccess else { throw WebError.refused(response.refusal(of: request)) }
            return Download(
                sha256: try FileDigest.sha256(of: file), size: try machine.files.status(file).size)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage

/// Fetches what users fetch, each address once, lets the signatures be looked at, and keeps the digests alone.
package actor Downloader {
    private let machine: Machine
    private let signatures: SignatureAudit
    private var known: [String: Task<Download, any Error>] = [:]

    struct Download: Sendable, Hashable {
        let sha256: String
        let size: UInt64
    }

    init(machine: Machine, signatures: SignatureAudit) {
        self.machine = machine
        self.signatures = signatures
    }

    /// The digest of a file that is on this machine already.
    nonisolated func digest(of file: FilePath) async throws -> Download {
        let found = Download(sha256: try FileDigest.sha256(of: file), size: try machine.files.status(file).size)
        try await signatures.look(at: file, sha256: found.sha256)
        return found
    }

    /// The digest of what an address serves to someone without a token, after redirections.
    func digest(of url: String) async throws -> Download {
        if let task = known[url] { return try await task.value }
        let task = Task { try await fetch(url) }
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

    private nonisolated func fetch(_ url: String) async throws -> Download {
        try await machine.files.withTemporaryDirectory { folder in
            let file = folder.appending("download")
            let request = WebRequest(.get, url, destination: .file(file, limit: 16 << 30), redirections: 8)
            let response = try await machine.web.send(request)
            guard response.isSuccess else { throw WebError.refused(response.refusal(of: request)) }
            return try await digest(of: file)
        }
    }
}

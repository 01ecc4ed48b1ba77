// SPDX-License-Identifier: Apache-2.0
package import Effects
package import Formats
package import SystemPackage

/// A repository that another program made: a folder of this machine, or one on the web.
package enum ImportOrigin: Sendable {
    case folder(FilePath)
    /// The address has no slash at its end.
    case web(String, any WebClient)

    /// The bytes of a file, nil where there is none.
    ///
    /// - Parameter path: From the origin's root; it comes from the repository, and may be anything.
    func read(_ path: String, limit: Int) async throws -> [UInt8]? {
        try Self.check(path)
        switch self {
        case .folder(let root):
            guard try Files().exists(root.appending(path)) else { return nil }
            return try Files().read(root.appending(path), limit: limit)
        case .web(let address, let client):
            let url = try Self.url(address, path)
            let response = try await client.send(
                WebRequest(.get, url, destination: .memory(limit: limit), redirections: 5))
            if response.status == 404 || response.status == 403 { return nil }
            guard response.isSuccess else { throw ImportError.refused(url, status: response.status) }
            return response.body
        }
    }

    /// A file's place on this machine; what is on the web is downloaded.
    func locate(_ path: String, in folder: FilePath) async throws -> FilePath {
        try Self.check(path)
        switch self {
        case .folder(let root):
            guard try Files().exists(root.appending(path)) else { throw ImportError.missing(path) }
            return root.appending(path)
        case .web(let address, let client):
            let url = try Self.url(address, path)
            let place = folder.appending(String(path.split(separator: "/").last ?? "package"))
            let response = try await client.send(
                WebRequest(.get, url, destination: .file(place, limit: 64 << 30), redirections: 5))
            guard response.isSuccess else { throw ImportError.refused(url, status: response.status) }
            return place
        }
    }

    /// The names of the folders in a folder; nil where that cannot be told.
    func folders(in path: String) throws -> [String]? {
        guard case .folder(let root) = self else { return nil }
        let folder = root.appending(path)
        guard try Files().statusIfPresent(folder, followingLinks: true)?.isDirectory == true else { return [] }
        return try Files().list(folder).map(\.string).filter { name in
            (try? Files().status(folder.appending(name), followingLinks: true))?.isDirectory == true
        }
    }

    private static func check(_ path: String) throws(ImportError) {
        do throws(StorageError) { try StorageKey.check(path) } catch { throw .unfitPath(path) }
    }

    private static func url(_ address: String, _ path: String) throws -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/+:".utf8)
        var url = address + "/"
        for byte in path.utf8 {
            if plain.contains(byte) {
                url.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                url += "%" + DigestValue([byte]).description.uppercased()
            }
        }
        return url
    }
}

/// Why a repository of another program could not be taken over.
package enum ImportError: Error, Sendable, Hashable {
    case noRepository(String)
    /// Folders on the web cannot be listed.
    case tracksUnknown
    case refused(String, status: Int)
    case missing(String)
    case unfitPath(String)
    case malformed(String, reason: String)
    case otherDigest(String, expected: DigestValue, found: DigestValue)
}

extension ImportError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noRepository(let place): "there is no APT or YUM repository in `\(place)`"
        case .tracksUnknown: "a web server does not tell which suites there are"
        case .refused(let url, let status): "the server answered \(status) for `\(url)`"
        case .missing(let path): "`\(path)` is listed, and not there"
        case .unfitPath(let path): "`\(path)` cannot be the path of a file"
        case .malformed(let path, let reason): "`\(path)` is malformed: \(reason)"
        case .otherDigest(let path, let expected, let found):
            "`\(path)` has the digest \(found), and is listed with \(expected)"
        }
    }
}

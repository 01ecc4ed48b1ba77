// SPDX-License-Identifier: Apache-2.0
package import Effects
package import SystemPackage

/// Where a repository is kept, as users write it.
package enum StorageLocation: Sendable, Hashable {
    case folder(FilePath)
    /// The prefix has no slashes at its ends, and may be empty.
    case s3(bucket: String, prefix: String)
    /// `owner/name`; nil is the repository that is at hand.
    case gitHub(repository: String?)

    /// Reads `/srv/www`, `file:///srv/www`, `s3://bucket/prefix`, `github` or `github:owner/name`.
    ///
    /// - Parameter folder: What a relative path starts from.
    package init(parsing text: String, in folder: FilePath = FilePath("")) throws(StorageLocationError) {
        if text == "github" {
            self = .gitHub(repository: nil)
        } else if text.hasPrefix("github:") {
            self = .gitHub(repository: try Self.repository(text))
        } else if let separator = text.firstRange(of: "://") {
            let rest = text[separator.upperBound...]
            switch text[..<separator.lowerBound].lowercased() {
            case "file": self = .folder(try Self.path(rest, text))
            case "s3": self = try Self.bucket(rest, text)
            default: throw .unknownScheme(text)
            }
        } else if text.isEmpty || text.utf8.contains(0) {
            throw .noPath(text)
        } else {
            self = .folder(folder.pushing(FilePath(text)))
        }
    }

    private static func repository(_ text: String) throws(StorageLocationError) -> String {
        let name = text.dropFirst("github:".count)
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.allSatisfy { part in
            part != "." && part != ".." && !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                        true
                    default: false
                    }
                }
        }
        guard parts.count == 2, isPlain else { throw .noRepository(text) }
        return String(name)
    }

    private static func path(_ rest: Substring, _ text: String) throws(StorageLocationError) -> FilePath {
        // A host would be another machine; only this one can be meant.
        let path = rest.hasPrefix("localhost/") ? rest.dropFirst("localhost".count) : rest
        guard path.hasPrefix("/"), !path.contains("?"), !path.contains("#") else { throw .noPath(text) }
        var bytes: [UInt8] = []
        var left = path.utf8[...]
        while let byte = left.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard left.count >= 2, let value = UInt8(String(decoding: left.prefix(2), as: UTF8.self), radix: 16) else {
                throw .noPath(text)
            }
            bytes.append(value)
            left = left.dropFirst(2)
        }
        guard let decoded = String(validating: bytes, as: UTF8.self), !decoded.utf8.contains(0) else {
            throw .noPath(text)
        }
        return FilePath(decoded)
    }

    private static func bucket(_ rest: Substring, _ text: String) throws(StorageLocationError) -> StorageLocation {
        let parts = rest.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let bucket = String(parts[0])
        let isBucket =
            (3...63).contains(bucket.utf8.count)
            && bucket.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
        guard isBucket else { throw .noBucket(text) }
        var prefix = parts.count > 1 ? parts[1] : ""
        while prefix.hasSuffix("/") { prefix.removeLast() }
        if !prefix.isEmpty {
            do throws(StorageError) { try StorageKey.check(String(prefix)) } catch { throw .badPrefix(text) }
        }
        return .s3(bucket: bucket, prefix: String(prefix))
    }

    /// The storage, with what the environment says of it; nothing is asked yet.
    ///
    /// Read are `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_REGION` or `AWS_DEFAULT_REGION`,
    /// and `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`.
    package func open(
        _ environment: Environment, web: any WebClient, clock: any ReleaseClock, files: Files = Files()
    ) throws(StorageLocationError) -> any RepositoryStorage {
        switch self {
        case .folder(let path):
            return FolderStorage(path, files: files, clock: clock)
        case .s3(let bucket, let prefix):
            return S3Storage(
                bucket: bucket, prefix: prefix, endpoint: try Self.endpoint(of: bucket, environment),
                credentials: try Self.credentials(environment, bucket: bucket), web: web, clock: clock)
        case .gitHub:
            throw .isNoStorage("github")
        }
    }

    /// The storage as a machine reaches it.
    package func open(on machine: Machine) throws(StorageLocationError) -> any RepositoryStorage {
        try open(machine.environment, web: machine.web, clock: machine.clock, files: machine.files)
    }

    private static func endpoint(
        of bucket: String, _ environment: Environment
    ) throws(StorageLocationError) -> S3Endpoint {
        let region = environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"]
        for variable in ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"] {
            guard let value = environment[variable] else { continue }
            // Other services have one region, and take the name of Amazon's first one for it.
            guard let endpoint = S3Endpoint(bucket: bucket, region: region ?? "us-east-1", endpoint: value) else {
                throw .badEndpoint(variable: variable)
            }
            return endpoint
        }
        guard let region else { throw .missingRegion(bucket: bucket) }
        let isPlain = region.utf8.allSatisfy {
            $0 < 0x80
                && ($0 == UInt8(ascii: "-") || Character(Unicode.Scalar($0)).isLetter
                    || Character(Unicode.Scalar($0)).isNumber)
        }
        guard isPlain else { throw .badRegion(region) }
        return S3Endpoint(bucket: bucket, region: region)
    }

    private static func credentials(
        _ environment: Environment, bucket: String
    ) throws(StorageLocationError) -> S3Credentials {
        let names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]
        guard let id = environment[names[0]], let secret = environment[names[1]] else {
            throw .missingCredentials(bucket: bucket, names.filter { environment[$0] == nil })
        }
        return S3Credentials(
            accessKeyID: id, secretAccessKey: Secret(secret),
            sessionToken: environment["AWS_SESSION_TOKEN"].map { Secret($0) })
    }
}

extension StorageLocation: CustomStringConvertible {
    package var description: String {
        switch self {
        case .folder(let path): path.string
        case .s3(let bucket, let prefix): "s3://\(bucket)" + (prefix.isEmpty ? "" : "/\(prefix)")
        case .gitHub(let repository): repository.map { "github:\($0)" } ?? "github"
        }
    }
}

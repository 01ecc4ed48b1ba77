// SPDX-License-Identifier: Apache-2.0

/// What an object is to its readers and to the caches between: how long it may be kept, and how surely it is written.
package enum ObjectKind: Sendable, Hashable {
    /// What changes with a publication: `InRelease`, `repomd.xml`, the plain index names, the state's head.
    ///
    /// All objects written before one of these are on stable storage when it appears.
    case pointer
    /// What is named after its content, and never changes.
    case immutable
    /// A package, which never changes either: a key with other bytes is an error of the caller.
    case package(PackageFormat)

    package enum PackageFormat: Sendable, Hashable {
        case deb, rpm
    }
}

extension ObjectKind {
    /// The `Cache-Control` of a reply that a CDN may sit in front of.
    package var cacheControl: String {
        switch self {
        // A reader must see a new index at once; asking whether it changed costs one small request.
        case .pointer: "public, max-age=0, must-revalidate"
        case .immutable, .package: "public, max-age=31536000, immutable"
        }
    }

    /// The `Content-Type` of the object with this key.
    package func contentType(of key: String) -> String {
        switch self {
        case .package(.deb): return "application/vnd.debian.binary-package"
        case .package(.rpm): return "application/x-rpm"
        case .pointer, .immutable: break
        }
        let name = key.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), let type = Self.types[String(name[name.index(after: dot)...])] else {
            return Self.textNames.contains(String(name)) ? "text/plain; charset=utf-8" : "application/octet-stream"
        }
        return type
    }

    private static let textNames: Set<String> = ["InRelease", "Index", "Release", "Packages", "mirrorlist"]
    private static let types = [
        "asc": "application/pgp-keys", "css": "text/css; charset=utf-8", "deb": "application/vnd.debian.binary-package",
        "gpg": "application/pgp-signature",
        "gz": "application/gzip", "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "json": "application/json", "ico": "image/x-icon", "jpg": "image/jpeg", "png": "image/png",
        "repo": "text/plain; charset=utf-8", "rpm": "application/x-rpm", "sources": "text/plain; charset=utf-8",
        "svg": "image/svg+xml", "woff2": "font/woff2",
        "txt": "text/plain; charset=utf-8", "xml": "application/xml", "xz": "application/x-xz",
        "zst": "application/zstd",
    ]
}

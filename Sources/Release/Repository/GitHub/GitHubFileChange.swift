// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation

/// What becomes of a file on a branch.
enum GitHubFileChange: Sendable, Hashable {
    /// A short text, which goes with the request that makes the tree; and its blob's name.
    case text(String, id: String)
    /// A blob that was made.
    case blob(String, size: Int)
    case removal

    /// Bytes; what GitHub takes for a file on a branch.
    static let sizeLimit = 100 << 20
    private static let longestText = 64 << 10

    /// Nil for what is no short text, or nothing at all.
    init?(text bytes: [UInt8]) {
        guard !bytes.isEmpty, bytes.count <= Self.longestText, let text = String(validating: bytes, as: UTF8.self),
            !bytes.contains(0)
        else { return nil }
        self = .text(text, id: Self.id(bytes))
    }

    /// The blob's name; nil for none.
    var id: String? {
        switch self {
        case .text(_, let id), .blob(let id, _): id
        case .removal: nil
        }
    }

    /// Bytes; nil for none.
    var size: Int? {
        switch self {
        case .text(let text, _): text.utf8.count
        case .blob(_, let size): size
        case .removal: nil
        }
    }

    func entry(_ path: String) -> GitHubClient.TreeEntry {
        switch self {
        case .text(let text, _): .init(path: path, mode: "100644", sha: nil, content: text)
        case .blob(let id, _): .init(path: path, mode: "100644", sha: id)
        case .removal: .init(path: path, mode: "100644", sha: nil)
        }
    }

    /// What git calls a blob with these bytes.
    static func id(_ bytes: [UInt8]) -> String {
        var hasher = Insecure.SHA1()
        hasher.update(data: Array("blob \(bytes.count)\0".utf8))
        hasher.update(data: bytes)
        return hexadecimal(hasher.finalize())
    }

    static func sha256(_ bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }

    private static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
        digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

// SPDX-License-Identifier: Apache-2.0
import Crypto

/// A hash function of RFC 9580, section 9.5. SHA-1 is for fingerprints, and for judging old self-signatures.
package enum OpenPGPHash: UInt8, Sendable, Hashable, CaseIterable {
    case sha1 = 2
    case sha256 = 8
    case sha384 = 9
    case sha512 = 10

    /// The name in a clear-signed text's `Hash` header.
    var name: String {
        switch self {
        case .sha1: "SHA1"
        case .sha256: "SHA256"
        case .sha384: "SHA384"
        case .sha512: "SHA512"
        }
    }
}

/// A hash function at work.
struct OpenPGPHasher: Sendable {
    private enum State: Sendable {
        case sha1(Insecure.SHA1)
        case sha256(SHA256)
        case sha384(SHA384)
        case sha512(SHA512)
    }

    private var state: State

    init(_ hash: OpenPGPHash) {
        state =
            switch hash {
            case .sha1: .sha1(Insecure.SHA1())
            case .sha256: .sha256(SHA256())
            case .sha384: .sha384(SHA384())
            case .sha512: .sha512(SHA512())
            }
    }

    mutating func update(_ bytes: [UInt8]) {
        switch state {
        case .sha1(var hasher):
            hasher.update(data: bytes)
            state = .sha1(hasher)
        case .sha256(var hasher):
            hasher.update(data: bytes)
            state = .sha256(hasher)
        case .sha384(var hasher):
            hasher.update(data: bytes)
            state = .sha384(hasher)
        case .sha512(var hasher):
            hasher.update(data: bytes)
            state = .sha512(hasher)
        }
    }

    /// The digest of all bytes so far; more may follow.
    func finalize() -> OpenPGPDigest {
        switch state {
        case .sha1(let hasher): .sha1(hasher.finalize())
        case .sha256(let hasher): .sha256(hasher.finalize())
        case .sha384(let hasher): .sha384(hasher.finalize())
        case .sha512(let hasher): .sha512(hasher.finalize())
        }
    }
}

/// A hash function's result, in the type that the cryptography library signs.
enum OpenPGPDigest: Sendable {
    case sha1(Insecure.SHA1Digest)
    case sha256(SHA256Digest)
    case sha384(SHA384Digest)
    case sha512(SHA512Digest)

    var bytes: [UInt8] { withDigest { Array($0) } }

    /// Calls `body` with the digest as its own type.
    func withDigest<Result, Failure: Error>(
        _ body: (any Digest) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        switch self {
        case .sha1(let digest): try body(digest)
        case .sha256(let digest): try body(digest)
        case .sha384(let digest): try body(digest)
        case .sha512(let digest): try body(digest)
        }
    }
}

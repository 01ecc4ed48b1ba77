// SPDX-License-Identifier: Apache-2.0

/// Why signed data is not to be trusted.
package enum OpenPGPVerificationError: Error, Sendable, Hashable {
    case unreadable(OpenPGPError)
    case noSignature
    /// The text does not begin as one signed in the clear, or has something around the signed part.
    case notClearSigned
    /// No signature is by one of the keys; the signatures name these, as key IDs.
    case unknownKey([String])
    /// The data or the signature was changed.
    case bad(OpenPGPFingerprint)
    /// The key itself is expired, revoked, too weak or broken.
    case key(OpenPGPError)
    /// The hash function is SHA-1 or worse; its number in RFC 9580.
    case weakHash(UInt8)
    case fromTheFuture(Int64)
    case expired(Int64)
    /// A signature of a kind that says nothing about data, or about texts without the text.
    case wrongKind(UInt8)
}

extension OpenPGPVerificationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let error): error.description
        case .noSignature: "there is no signature"
        case .notClearSigned: "it is no text with an OpenPGP signature, or has something around the signed part"
        case .unknownKey(let names):
            "it is signed by \(names.isEmpty ? "an unnamed key" : names.map { "`\($0)`" }.joined(separator: ", ")), which is none of the trusted keys"
        case .bad(let key): "the signature by `\(key)` is bad: what was signed has changed"
        case .key(let error): error.description
        case .weakHash(2): "the signature uses SHA-1, which proves nothing any more"
        case .weakHash(1): "the signature uses MD5, which proves nothing any more"
        case .weakHash(let number): "the signature uses the hash function number \(number), which is not supported"
        case .fromTheFuture(let time): "the signature says that it was made at \(UTCTime(time)), which is yet to come"
        case .expired(let time): "the signature expired at \(UTCTime(time))"
        case .wrongKind(let kind): "the signature is of the kind \(kind), which is not for files"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Why a minisign key could not be read or a signature does not verify. No case holds a byte of a secret.
package enum MinisignError: Error, Sendable, Hashable {
    case notAKey
    /// A public key where the secret one is needed.
    case publicKeyOnly
    case unsupported(String)
    case passwordMissing
    case wrongPassword
    case notASignature
    /// The signature is by a key with another number.
    case unknownKey
    /// The file or its signature was changed.
    case bad
    /// The comment has a line break.
    case invalidComment
    case cryptography(String)
}

extension MinisignError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notAKey: "this is no minisign key"
        case .publicKeyOnly: "this is a public minisign key, and signing needs the secret one"
        case .unsupported(let what): "the minisign key has \(what), which is not supported"
        case .passwordMissing: "the minisign key is protected, and there is no password"
        case .wrongPassword: "the password does not open the minisign key"
        case .notASignature: "this is no minisign signature"
        case .unknownKey: "the signature is by another minisign key"
        case .bad: "the minisign signature is bad: what was signed has changed"
        case .invalidComment: "a minisign comment is one line"
        case .cryptography(let what): "the cryptography library failed: \(what)"
        }
    }

    /// What the user can do.
    package var hint: String? {
        switch self {
        case .notAKey: "give the whole content of the file that `minisign -G -s FILE` writes"
        case .publicKeyOnly: "the secret key is the file that `minisign -G -s FILE` writes"
        case .passwordMissing: "set `signing.minisign.password`, or make a key without one: `minisign -G -W`"
        case .wrongPassword: "is it the password of this very key?"
        default: nil
        }
    }
}

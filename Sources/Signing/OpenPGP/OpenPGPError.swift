// SPDX-License-Identifier: Apache-2.0

/// Why an OpenPGP key could not be read or used. No case holds a byte of a secret.
package enum OpenPGPError: Error, Sendable, Hashable {
    /// What is wrong with an armored text.
    package enum ArmorFault: Sendable, Hashable {
        case noEnd, notBase64, checksum
        /// It stands in one line.
        case oneLine
    }

    /// Why no key of a certificate can sign.
    package enum SigningFault: Sendable, Hashable {
        /// Nothing in it is marked as fit for signing.
        case notMarked
        /// The secret part was left out, as `gpg --export-secret-subkeys` does, or is on a card.
        case secretIsElsewhere
        case expired(Int64)
        case revoked
        /// The subkey is not bound to the primary key by valid signatures.
        case unbound
        case algorithm(UInt8)
    }

    /// Neither armored nor binary OpenPGP data.
    case notOpenPGP
    case brokenArmor(ArmorFault)
    case malformed(field: String, offset: Int)
    case noKey
    /// A public key where a secret one is needed.
    case publicKeyOnly(OpenPGPFingerprint)
    /// The key's format is newer or older than version 4.
    case unsupportedVersion(UInt8)
    case unsupportedAlgorithm(UInt8)
    /// The secret is protected in a way that is not supported; the text names it.
    case unsupportedProtection(String)
    case passphraseMissing(OpenPGPFingerprint)
    case wrongPassphrase(OpenPGPFingerprint)
    /// No self-signature of the key verifies.
    case unboundKey(OpenPGPFingerprint)
    case notYetValid(OpenPGPFingerprint, since: Int64)
    case expired(OpenPGPFingerprint, at: Int64)
    case revoked(OpenPGPFingerprint)
    case noSigningKey(OpenPGPFingerprint, SigningFault)
    case tooWeak(OpenPGPFingerprint, bits: Int)
    /// The secret numbers are not those of the public key.
    case inconsistentSecret(OpenPGPFingerprint)
    /// A text to be signed in the clear is not UTF-8 or has a zero byte.
    case notText
    /// The cryptography library refused to do its work.
    case cryptography(String)
}

extension OpenPGPError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notOpenPGP: "this is no OpenPGP data: it is neither armored nor binary"
        case .brokenArmor(.noEnd): "the armored text is cut off: its `-----END PGP …-----` line is missing"
        case .brokenArmor(.notBase64): "the armored text is damaged: it is not base64"
        case .brokenArmor(.checksum): "the armored text is damaged: its checksum is another one"
        case .brokenArmor(.oneLine): "the armored text has lost its line breaks"
        case .malformed(let field, let offset): "the OpenPGP data has a malformed \(field) at offset \(offset)"
        case .noKey: "there is no key in the OpenPGP data"
        case .publicKeyOnly(let key): "`\(key)` is a public key, and signing needs the secret one"
        case .unsupportedVersion(let version):
            "the key has version \(version) of the OpenPGP key format; only version 4 is supported"
        case .unsupportedAlgorithm(let number):
            "the key's algorithm, \(OpenPGPAlgorithm.name(of: number)), is not supported for signatures"
        case .unsupportedProtection(let name): "the secret key is protected by \(name), which is not supported"
        case .passphraseMissing(let key): "the secret key `\(key)` is protected, and there is no passphrase"
        case .wrongPassphrase(let key): "the passphrase does not open the secret key `\(key)`"
        case .unboundKey(let key): "the key `\(key)` has no valid signature of its own"
        case .notYetValid(let key, let since): "the key `\(key)` is valid from \(UTCTime(since)) on only"
        case .expired(let key, let time): "the key `\(key)` expired on \(UTCTime(time))"
        case .revoked(let key): "the key `\(key)` is revoked"
        case .noSigningKey(let key, let fault): "the key `\(key)` can make no signatures: \(fault.description)"
        case .tooWeak(let key, let bits):
            "the RSA key `\(key)` has \(bits) bits, and fewer than 2048 are refused everywhere"
        case .inconsistentSecret(let key): "the secret part of the key `\(key)` does not belong to its public part"
        case .notText: "only UTF-8 text without zero bytes can be signed in the clear"
        case .cryptography(let what): "the cryptography library failed: \(what)"
        }
    }

    /// What the user can do, where that can be said without knowing where the key came from.
    package var hint: String? {
        switch self {
        case .notOpenPGP, .brokenArmor(.noEnd), .noKey:
            "give the whole output of `fledge key generate`, or of `gpg --armor --export-secret-keys <fingerprint>`"
        case .brokenArmor(.notBase64), .brokenArmor(.checksum), .malformed: "export the key again"
        case .brokenArmor(.oneLine):
            "keep the line breaks, or give the key as one line of base64: `gpg --armor --export-secret-keys <fingerprint> | base64 -w0`"
        case .publicKeyOnly: "export the secret key: `gpg --armor --export-secret-keys <fingerprint>`"
        case .unsupportedVersion: "make a new key with `fledge key generate`, whose version apt and rpm can read"
        case .unsupportedAlgorithm: "make a new key with `fledge key generate`"
        case .unsupportedProtection:
            "export it with gpg, or take the passphrase off before the export: `gpg --edit-key <fingerprint> passwd`"
        case .passphraseMissing: "set `FLEDGE_OPENPGP_PASSPHRASE`, or `signing.openpgp.passphrase`"
        case .wrongPassphrase: "is it the passphrase of this very key?"
        case .expired:
            "extend it with `gpg --quick-set-expire <fingerprint> 2y`, export it again, and publish its public key anew"
        case .revoked, .tooWeak:
            "make a new key with `fledge key generate`, and publish its public key before users need it"
        case .noSigningKey(_, .secretIsElsewhere):
            "export a key whose secret part is at hand: `gpg --armor --export-secret-keys <fingerprint>`"
        case .noSigningKey:
            "make a new key with `fledge key generate`, or add a signing subkey: `gpg --quick-add-key <fingerprint> default sign`"
        case .unboundKey, .inconsistentSecret: "export the key again, with its self-signatures"
        case .notYetValid: "is this machine's clock right?"
        case .notText, .cryptography: nil
        }
    }
}

extension OpenPGPError.SigningFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notMarked: "nothing in it is marked as fit for signing"
        case .secretIsElsewhere: "its secret part was not exported with it, or is on a card"
        case .expired(let time): "its signing subkey expired on \(UTCTime(time))"
        case .revoked: "its signing subkey is revoked"
        case .unbound: "its signing subkey is not bound to it by valid signatures"
        case .algorithm(let number):
            "signatures of the algorithm \(OpenPGPAlgorithm.name(of: number)) are not supported"
        }
    }
}

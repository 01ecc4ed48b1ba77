// SPDX-License-Identifier: Apache-2.0

/// What speaks against a key that can sign: some users can't verify with it, or soon none can.
package enum OpenPGPConcern: Sendable, Hashable {
    /// What the signatures are for.
    package enum Use: Sendable, Hashable, CaseIterable {
        case apt, rpm
    }

    /// RSA with fewer than 3072 bits.
    case smallRSA(OpenPGPFingerprint, bits: Int)
    /// The key's own signatures use SHA-1.
    case boundBySHA1(OpenPGPFingerprint)
    case expiresSoon(OpenPGPFingerprint, at: Int64)
    /// The key's algorithm is not known to all versions of rpm that are in use.
    case algorithmUnknownToRPM(OpenPGPFingerprint, OpenPGPAlgorithm)
    /// The key's algorithm is not accepted by all versions of apt that are in use.
    case algorithmUnknownToAPT(OpenPGPFingerprint, OpenPGPAlgorithm)
}

extension OpenPGPConcern: CustomStringConvertible {
    package var description: String {
        switch self {
        case .smallRSA(let key, let bits): "the RSA key `\(key)` has \(bits) bits, which apt refuses from 2030 on"
        case .boundBySHA1(let key):
            "the key `\(key)` vouches for itself with SHA-1, which Debian 13 and Enterprise Linux 9 refuse"
        case .expiresSoon(let key, let time): "the key `\(key)` expires on \(UTCTime(time))"
        case .algorithmUnknownToRPM(let key, let algorithm):
            "the key `\(key)` is of the kind \(algorithm.userName), which \(algorithm.rpmLimit)"
        case .algorithmUnknownToAPT(let key, let algorithm):
            "the key `\(key)` is of the kind \(algorithm.userName), which \(algorithm.aptLimit)"
        }
    }

    package var hint: String {
        switch self {
        case .smallRSA, .algorithmUnknownToRPM, .algorithmUnknownToAPT:
            "`fledge key generate --algorithm rsa4096` makes a key that all of them read"
        case .boundBySHA1(let key):
            "renew its signatures: `gpg --cert-digest-algo SHA512 --quick-set-expire \(key) never`, and export it again"
        case .expiresSoon(let key, _):
            "extend it with `gpg --quick-set-expire \(key) 2y`, export it again, and publish its public key before that day"
        }
    }
}

extension OpenPGPAlgorithm {
    /// The name with which people ask for it.
    fileprivate var userName: String {
        switch self {
        case .rsa: "RSA"
        case .ecdsa: "ECDSA"
        case .eddsaLegacy: "Ed25519"
        case .ed25519: "Ed25519 in the form of RFC 9580"
        }
    }

    fileprivate var rpmLimit: String {
        switch self {
        case .rsa: "every rpm reads"
        case .eddsaLegacy: "the rpm of Enterprise Linux 8 and 9 can't verify"
        case .ecdsa, .ed25519: "rpm 4.18 and older can't verify"
        }
    }

    fileprivate var aptLimit: String {
        switch self {
        case .rsa, .eddsaLegacy: "every apt accepts"
        case .ecdsa: "apt refuses on Ubuntu 24.04"
        case .ed25519: "apt can't verify on Debian 12 and Ubuntu 24.04"
        }
    }
}

extension OpenPGPSigner {
    /// Days before a key's end at which it is time to renew it.
    private static let renewalDays: Int64 = 30

    /// What speaks against the keys, for these uses.
    package func concerns(at time: Int64, for uses: Set<OpenPGPConcern.Use>) -> [OpenPGPConcern] {
        keys.flatMap { key -> [OpenPGPConcern] in
            var concerns: [OpenPGPConcern] = []
            let name = key.publicKey.fingerprint
            if let bits = key.packet.rsaBits, bits < 3072 { concerns.append(.smallRSA(name, bits: bits)) }
            if key.isBoundBySHA1 { concerns.append(.boundBySHA1(name)) }
            if let expires = key.expires, expires - time <= Self.renewalDays * 86400 {
                concerns.append(.expiresSoon(name, at: expires))
            }
            if uses.contains(.rpm), key.algorithm != .rsa {
                concerns.append(.algorithmUnknownToRPM(name, key.algorithm))
            }
            if uses.contains(.apt), key.algorithm == .ecdsa || key.algorithm == .ed25519 {
                concerns.append(.algorithmUnknownToAPT(name, key.algorithm))
            }
            return concerns
        }
    }
}

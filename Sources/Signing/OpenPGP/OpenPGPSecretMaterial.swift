// SPDX-License-Identifier: Apache-2.0
import Crypto
import CryptoExtras
import Formats

/// A secret key that is open, kept by the cryptography library, which wipes it when it is let go.
///
/// The bytes that it was read from were plain arrays for a moment, which Swift does not wipe.
enum OpenPGPSecretMaterial: Sendable {
    case rsa(_RSA.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case p521(P521.Signing.PrivateKey)

    /// Reads the secret numbers of a key and checks that they belong to its public ones.
    init(parsing numbers: [UInt8], of key: OpenPGPKeyPacket) throws(OpenPGPError) {
        var reader = OpenPGPFieldReader(numbers, of: "secret numbers")
        switch key.material {
        case .rsa(let modulus, let exponent):
            let bits = key.rsaBits ?? 0
            guard bits >= 2048 else { throw .tooWeak(key.fingerprint, bits: bits) }
            guard bits <= 16384, exponent.count <= 5 else { throw .unsupportedAlgorithm(key.algorithm) }
            let d = try reader.mpi()
            let p = try reader.mpi()
            let q = try reader.mpi()
            _ = try reader.mpi()
            try reader.end()
            // Only numbers that can be primes of such a product go to the library.
            let isPlausible = [p, q].allSatisfy { $0.count * 8 >= bits / 4 && ($0.last ?? 0) & 1 == 1 }
            guard isPlausible, d.count <= modulus.count, p.count <= modulus.count, q.count <= modulus.count else {
                throw .inconsistentSecret(key.fingerprint)
            }
            self = .rsa(
                try Self.key(of: key) { try _RSA.Signing.PrivateKey(n: modulus, e: exponent, d: d, p: p, q: q) })
        case .ed25519(let point):
            let seed =
                key.algorithm == OpenPGPAlgorithm.ed25519.rawValue
                ? try reader.bytes(32) : OpenPGPKeyPacket.padded(try reader.mpi(), to: 32)
            try reader.end()
            let secret = try Self.key(of: key) { try Curve25519.Signing.PrivateKey(rawRepresentation: seed) }
            guard Array(secret.publicKey.rawRepresentation) == point else {
                throw .inconsistentSecret(key.fingerprint)
            }
            self = .ed25519(secret)
        case .ecdsa(let curve, let point):
            let number = OpenPGPKeyPacket.padded(try reader.mpi(), to: curve.size)
            try reader.end()
            let found: [UInt8]
            switch curve {
            case .p256:
                let secret = try Self.key(of: key) { try P256.Signing.PrivateKey(rawRepresentation: number) }
                found = Array(secret.publicKey.x963Representation)
                self = .p256(secret)
            case .p384:
                let secret = try Self.key(of: key) { try P384.Signing.PrivateKey(rawRepresentation: number) }
                found = Array(secret.publicKey.x963Representation)
                self = .p384(secret)
            case .p521:
                let secret = try Self.key(of: key) { try P521.Signing.PrivateKey(rawRepresentation: number) }
                found = Array(secret.publicKey.x963Representation)
                self = .p521(secret)
            }
            guard found == point else { throw .inconsistentSecret(key.fingerprint) }
        case .other:
            throw .unsupportedAlgorithm(key.algorithm)
        }
    }

    private static func key<Key>(
        of packet: OpenPGPKeyPacket, _ make: () throws -> Key
    ) throws(OpenPGPError) -> Key {
        do { return try make() } catch { throw .inconsistentSecret(packet.fingerprint) }
    }

    /// The numbers of a signature over a digest, as a packet of `algorithm` holds them.
    func signature(of digest: OpenPGPDigest, algorithm: OpenPGPAlgorithm) throws(OpenPGPError) -> [UInt8] {
        var out = ByteWriter()
        do {
            switch self {
            case .rsa(let key):
                out.mpi(try digest.withDigest { digest in try Self.sign(digest, key) })
            case .ed25519(let key):
                let signature = Array(try key.signature(for: digest.bytes))
                if algorithm == .ed25519 {
                    out.append(signature)
                } else {
                    out.mpi(signature.prefix(32))
                    out.mpi(signature.suffix(32))
                }
            case .p256(let key): out.pair(try digest.withDigest { digest in try Self.sign(digest, key) })
            case .p384(let key): out.pair(try digest.withDigest { digest in try Self.sign(digest, key) })
            case .p521(let key): out.pair(try digest.withDigest { digest in try Self.sign(digest, key) })
            }
        } catch {
            throw .cryptography("signing")
        }
        return out.bytes
    }

    private static func sign(_ digest: some Digest, _ key: _RSA.Signing.PrivateKey) throws -> [UInt8] {
        Array(try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
    }

    private static func sign(_ digest: some Digest, _ key: P256.Signing.PrivateKey) throws -> [UInt8] {
        Array(try key.signature(for: digest).rawRepresentation)
    }

    private static func sign(_ digest: some Digest, _ key: P384.Signing.PrivateKey) throws -> [UInt8] {
        Array(try key.signature(for: digest).rawRepresentation)
    }

    private static func sign(_ digest: some Digest, _ key: P521.Signing.PrivateKey) throws -> [UInt8] {
        Array(try key.signature(for: digest).rawRepresentation)
    }
}

extension OpenPGPSecretMaterial: CustomStringConvertible, CustomReflectable {
    var description: String { "<redacted>" }
    var customMirror: Mirror { Mirror(self, children: []) }
}

extension ByteWriter {
    /// The halves of an ECDSA signature as two numbers.
    fileprivate mutating func pair(_ signature: [UInt8]) {
        mpi(signature.prefix(signature.count / 2))
        mpi(signature.suffix(signature.count / 2))
    }
}

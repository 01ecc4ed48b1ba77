// SPDX-License-Identifier: Apache-2.0
import Crypto
import CryptoExtras
import Formats

/// The public part of a key or subkey (RFC 9580, section 5.5.2).
///
///     offset  size  field
///          0     1  version: 4
///          1     4  time of creation
///          5     1  algorithm
///          6        the algorithm's public numbers
struct OpenPGPKeyPacket: Sendable, Hashable {
    /// The public numbers, as far as signatures need them.
    enum Material: Sendable, Hashable {
        case rsa(modulus: [UInt8], exponent: [UInt8])
        /// 32 bytes, of either form of Ed25519.
        case ed25519([UInt8])
        /// The point in its uncompressed form: `0x04`, x, y.
        case ecdsa(OpenPGPCurve, point: [UInt8])
        /// A key of another kind, for instance for encryption.
        case other
    }

    let created: Int64
    /// The algorithm's number; `OpenPGPAlgorithm` has those that sign here.
    let algorithm: UInt8
    let material: Material
    let body: [UInt8]
    let fingerprint: OpenPGPFingerprint

    /// Reads the public part and leaves the reader behind it, where a secret key's packet goes on.
    init(parsing reader: inout OpenPGPFieldReader, in packet: [UInt8]) throws(OpenPGPError) {
        let start = reader.offset
        let version = try reader.u8()
        guard version == 4 else { throw .unsupportedVersion(version) }
        created = Int64(try reader.u32())
        algorithm = try reader.u8()
        material = try Self.material(algorithm, &reader)
        body = Array(packet[start..<reader.offset])
        fingerprint = OpenPGPFingerprint(publicKey: body)
    }

    init(parsing packet: [UInt8]) throws(OpenPGPError) {
        var reader = OpenPGPFieldReader(packet, of: "public key")
        try self.init(parsing: &reader, in: packet)
        try reader.end()
    }

    /// A new key's packet.
    init(created: Int64, algorithm: OpenPGPAlgorithm, numbers: [UInt8]) throws(OpenPGPError) {
        var out = ByteWriter()
        out.u8(4)
        out.u32(UInt32(clamping: created), .big)
        out.u8(algorithm.rawValue)
        out.append(numbers)
        try self.init(parsing: out.bytes)
    }

    private static func material(
        _ algorithm: UInt8, _ reader: inout OpenPGPFieldReader
    ) throws(OpenPGPError) -> Material {
        switch algorithm {
        case 1, 2, 3:
            let modulus = try reader.mpi()
            let exponent = try reader.mpi()
            return algorithm == 2 ? .other : .rsa(modulus: modulus, exponent: exponent)
        case 16, 20: try skipMPIs(3, &reader)
        case 17: try skipMPIs(4, &reader)
        case 18:
            _ = try curve(&reader)
            try skipMPIs(1, &reader)
            _ = try reader.bytes(Int(try reader.u8()))
        case 19:
            let identifier = try curve(&reader)
            let point = try reader.mpi()
            guard let curve = OpenPGPCurve.allCases.first(where: { $0.identifier == identifier }),
                point.count == 1 + 2 * curve.size, point.first == 4
            else { return .other }
            return .ecdsa(curve, point: point)
        case 22:
            let identifier = try curve(&reader)
            let point = try reader.mpi()
            guard identifier == ed25519Identifier, point.count == 33, point.first == 0x40 else { return .other }
            return .ed25519(Array(point.dropFirst()))
        case 25: _ = try reader.bytes(32)
        case 26: _ = try reader.bytes(56)
        case 27: return .ed25519(try reader.bytes(32))
        case 28: _ = try reader.bytes(57)
        default: throw .unsupportedAlgorithm(algorithm)
        }
        return .other
    }

    private static func curve(_ reader: inout OpenPGPFieldReader) throws(OpenPGPError) -> [UInt8] {
        let count = try reader.u8()
        guard count != 0, count != 0xFF else { throw reader.malformed() }
        return try reader.bytes(Int(count))
    }

    private static func skipMPIs(_ count: Int, _ reader: inout OpenPGPFieldReader) throws(OpenPGPError) {
        for _ in 0..<count { _ = try reader.mpi() }
    }

    /// The object identifier of Ed25519 that the legacy form names: 1.3.6.1.4.1.11591.15.1.
    static let ed25519Identifier: [UInt8] = [0x2B, 0x06, 0x01, 0x04, 0x01, 0xDA, 0x47, 0x0F, 0x01]

    /// A public key's packet as fingerprints and signatures over keys cover it.
    static func hashed(_ body: [UInt8]) -> [UInt8] {
        var out = ByteWriter(reservingCapacity: body.count + 3)
        out.u8(0x99)
        out.u16(UInt16(clamping: body.count), .big)
        out.append(body)
        return out.bytes
    }

    /// The bits of an RSA modulus; nil for other keys.
    var rsaBits: Int? {
        guard case .rsa(let modulus, _) = material, let first = modulus.first else { return nil }
        return modulus.count * 8 - first.leadingZeroBitCount
    }

    /// The algorithm, where keys like this one can sign here.
    var signingAlgorithm: OpenPGPAlgorithm? {
        switch (material, algorithm) {
        case (.rsa, _): .rsa
        case (.ecdsa, _): .ecdsa
        case (.ed25519, 22): .eddsaLegacy
        case (.ed25519, _): .ed25519
        case (.other, _): nil
        }
    }
}

extension OpenPGPKeyPacket {
    /// Whether the numbers of a signature are this key's over a digest.
    func verifies(_ numbers: [UInt8], of algorithm: UInt8, digest: OpenPGPDigest) -> Bool {
        guard algorithm == self.algorithm else { return false }
        do {
            var reader = OpenPGPFieldReader(numbers, of: "signature")
            switch material {
            case .rsa(let modulus, let exponent):
                // An exponent of more than 33 bits is refused by the library too, and takes it long to find out.
                guard let bits = rsaBits, (2048...16384).contains(bits), exponent.count <= 5 else { return false }
                let signature = Self.padded(try reader.mpi(), to: modulus.count)
                try reader.end()
                let key = try _RSA.Signing.PublicKey(n: modulus, e: exponent)
                return digest.withDigest { digest in
                    Self.isValid(_RSA.Signing.RSASignature(rawRepresentation: signature), of: digest, by: key)
                }
            case .ed25519(let point):
                let key = try Curve25519.Signing.PublicKey(rawRepresentation: point)
                let signature: [UInt8]
                if self.algorithm == OpenPGPAlgorithm.ed25519.rawValue {
                    signature = try reader.bytes(64)
                } else {
                    signature = Self.padded(try reader.mpi(), to: 32) + Self.padded(try reader.mpi(), to: 32)
                }
                try reader.end()
                return signature.count == 64 && key.isValidSignature(signature, for: digest.bytes)
            case .ecdsa(let curve, let point):
                let signature =
                    Self.padded(try reader.mpi(), to: curve.size) + Self.padded(try reader.mpi(), to: curve.size)
                try reader.end()
                guard signature.count == 2 * curve.size else { return false }
                return try digest.withDigest { digest in
                    try Self.isValid(signature, of: digest, on: curve, by: point)
                }
            case .other:
                return false
            }
        } catch {
            // Numbers that are no signature or no key at all are not this key's signature.
            return false
        }
    }

    private static func isValid(
        _ signature: _RSA.Signing.RSASignature, of digest: some Digest, by key: _RSA.Signing.PublicKey
    ) -> Bool {
        key.isValidSignature(signature, for: digest, padding: .insecurePKCS1v1_5)
    }

    private static func isValid(
        _ signature: [UInt8], of digest: some Digest, on curve: OpenPGPCurve, by point: [UInt8]
    ) throws -> Bool {
        switch curve {
        case .p256:
            try P256.Signing.PublicKey(x963Representation: point).isValidSignature(
                P256.Signing.ECDSASignature(rawRepresentation: signature), for: digest)
        case .p384:
            try P384.Signing.PublicKey(x963Representation: point).isValidSignature(
                P384.Signing.ECDSASignature(rawRepresentation: signature), for: digest)
        case .p521:
            try P521.Signing.PublicKey(x963Representation: point).isValidSignature(
                P521.Signing.ECDSASignature(rawRepresentation: signature), for: digest)
        }
    }

    /// Bytes with zeros before them; longer ones stay as they are.
    static func padded(_ bytes: [UInt8], to count: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: max(0, count - bytes.count)) + bytes
    }
}

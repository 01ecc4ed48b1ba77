// SPDX-License-Identifier: Apache-2.0
import Formats

/// A version 4 signature (RFC 9580, section 5.2.3).
///
///     offset  size  field
///          0     1  version: 4
///          1     1  type
///          2     1  public key algorithm
///          3     1  hash algorithm
///          4     2  n: size of the hashed subpackets
///          6     n  hashed subpackets
///        6+n     2  m: size of the other subpackets
///        8+n     m  other subpackets
///      8+n+m     2  the digest's first bytes
///     10+n+m        the algorithm's numbers
struct OpenPGPSignaturePacket: Sendable, Hashable {
    enum Kind {
        static let binary: UInt8 = 0x00
        static let text: UInt8 = 0x01
        /// The four degrees of care with which a user ID may have been checked.
        static let certifications: ClosedRange<UInt8> = 0x10...0x13
        static let positiveCertification: UInt8 = 0x13
        static let subkeyBinding: UInt8 = 0x18
        static let primaryKeyBinding: UInt8 = 0x19
        static let direct: UInt8 = 0x1F
        static let keyRevocation: UInt8 = 0x20
        static let subkeyRevocation: UInt8 = 0x28
        static let certificationRevocation: UInt8 = 0x30
    }

    let kind: UInt8
    let algorithm: UInt8
    /// The hash function's number, which need not be one of `OpenPGPHash`.
    let hashNumber: UInt8
    let hashed: [OpenPGPSubpacket]
    let unhashed: [OpenPGPSubpacket]
    let digestStart: [UInt8]
    let numbers: [UInt8]
    /// The packet from its version to the end of the hashed subpackets.
    let head: [UInt8]

    /// Reads a signature; nil for a version that is not supported, which counts as no signature.
    init?(parsing body: [UInt8]) throws(OpenPGPError) {
        var reader = OpenPGPFieldReader(body, of: "signature")
        guard try reader.u8() == 4 else { return nil }
        kind = try reader.u8()
        algorithm = try reader.u8()
        hashNumber = try reader.u8()
        hashed = try OpenPGPSubpacket.all(in: try reader.bytes(Int(try reader.u16())))
        head = Array(body[..<reader.offset])
        unhashed = try OpenPGPSubpacket.all(in: try reader.bytes(Int(try reader.u16())))
        digestStart = try reader.bytes(2)
        numbers = try reader.rest()
    }

    private func first(_ kind: UInt8) -> OpenPGPSubpacket? { hashed.last { $0.kind == kind } }

    var hash: OpenPGPHash? { OpenPGPHash(rawValue: hashNumber) }

    /// In seconds since 1970; a signature without it is not valid.
    var created: Int64? { first(OpenPGPSubpacket.Kind.created)?.number }

    /// When the signature stops to be valid; nil for never.
    var expires: Int64? { time(after: created, OpenPGPSubpacket.Kind.signatureExpires) }

    /// The seconds from the key's creation to its end; nil for never.
    var keyLifetime: Int64? {
        guard let number = first(OpenPGPSubpacket.Kind.keyExpires)?.number, number != 0 else { return nil }
        return number
    }

    /// What the key is for, where that is said: bit 0 certification, bit 1 signatures.
    var keyFlags: UInt8? { first(OpenPGPSubpacket.Kind.keyFlags).map { $0.body.first ?? 0 } }

    var isPrimaryUserID: Bool { (first(OpenPGPSubpacket.Kind.isPrimaryUserID)?.body.first ?? 0) != 0 }

    /// The fingerprint that the signature names as its maker's, if it names one of version 4.
    var issuer: OpenPGPFingerprint? {
        let found = (hashed + unhashed).first { $0.kind == OpenPGPSubpacket.Kind.issuerFingerprint }
        guard let body = found?.body, body.count == 21, body.first == 4 else { return nil }
        return OpenPGPFingerprint(Array(body.dropFirst()))
    }

    var issuerKeyID: [UInt8]? {
        if let issuer { return issuer.keyID }
        return (hashed + unhashed).first { $0.kind == OpenPGPSubpacket.Kind.issuer && $0.body.count == 8 }?.body
    }

    /// The signatures within this one: a subkey's over the primary key.
    var embedded: [[UInt8]] {
        (hashed + unhashed).filter { $0.kind == OpenPGPSubpacket.Kind.embeddedSignature }.map(\.body)
    }

    /// Whether something is critical that is not understood here, which makes the signature void.
    var hasUnknownCritical: Bool {
        hashed.contains { $0.isCritical && !OpenPGPSubpacket.Kind.understood.contains($0.kind) }
    }

    private func time(after start: Int64?, _ kind: UInt8) -> Int64? {
        guard let start, let number = first(kind)?.number, number != 0 else { return nil }
        return start + number
    }

    /// Whether the signature could have been made by this key, by what it says.
    func mayBe(of key: OpenPGPKeyPacket) -> Bool {
        if let issuer { return issuer == key.fingerprint }
        return issuerKeyID.map { $0 == key.fingerprint.keyID } ?? true
    }

    /// Whether the signature is this key's over what was put into the hasher.
    func isValid(by key: OpenPGPKeyPacket, over hasher: OpenPGPHasher) -> Bool {
        guard !hasUnknownCritical, created != nil else { return false }
        let digest = Self.digest(of: hasher, head: head)
        return digestStart == Array(digest.bytes.prefix(2))
            && key.verifies(numbers, of: algorithm, digest: digest)
    }

    /// The digest of what was hashed and of the signature's own head.
    static func digest(of hasher: OpenPGPHasher, head: [UInt8]) -> OpenPGPDigest {
        var hasher = hasher
        var trailer = ByteWriter()
        trailer.append(head)
        trailer.append([0x04, 0xFF])
        trailer.u32(UInt32(clamping: head.count), .big)
        hasher.update(trailer.bytes)
        return hasher.finalize()
    }
}

extension OpenPGPSignaturePacket {
    /// A new signature's packet, whose numbers `sign` makes from the digest.
    static func make(
        kind: UInt8, by key: OpenPGPKeyPacket, hash: OpenPGPHash, created: Int64, subpackets: [OpenPGPSubpacket] = [],
        over hasher: OpenPGPHasher, sign: (OpenPGPDigest) throws(OpenPGPError) -> [UInt8]
    ) throws(OpenPGPError) -> OpenPGPPacket {
        let hashed =
            [
                OpenPGPSubpacket(OpenPGPSubpacket.Kind.issuerFingerprint, [4] + key.fingerprint.bytes),
                OpenPGPSubpacket(OpenPGPSubpacket.Kind.created, number: created),
            ] + subpackets
        let hashedBytes = hashed.flatMap(\.bytes)
        var out = ByteWriter()
        out.append([4, kind, key.algorithm, hash.rawValue])
        out.u16(UInt16(clamping: hashedBytes.count), .big)
        out.append(hashedBytes)
        let digest = digest(of: hasher, head: out.bytes)
        let unhashed = OpenPGPSubpacket(OpenPGPSubpacket.Kind.issuer, key.fingerprint.keyID).bytes
        out.u16(UInt16(clamping: unhashed.count), .big)
        out.append(unhashed)
        out.append(digest.bytes.prefix(2))
        out.append(try sign(digest))
        return OpenPGPPacket(tag: OpenPGPPacket.Tag.signature, body: out.bytes)
    }
}

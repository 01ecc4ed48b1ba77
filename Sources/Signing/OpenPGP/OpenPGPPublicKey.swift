// SPDX-License-Identifier: Apache-2.0

/// A public key, as users need it to check what was signed.
package struct OpenPGPPublicKey: Sendable, Hashable {
    let certificate: OpenPGPCertificate

    /// Reads the first key of armored or binary data; one with its secret part is taken for its public part.
    package init(parsing bytes: [UInt8]) throws(OpenPGPError) {
        guard let first = try Self.all(parsing: bytes).first else { throw .noKey }
        self = first
    }

    init(_ certificate: OpenPGPCertificate) {
        self.certificate = certificate
    }

    /// Reads all keys of armored or binary data, at least one.
    package static func all(parsing bytes: [UInt8]) throws(OpenPGPError) -> [OpenPGPPublicKey] {
        let packets = try OpenPGPPacket.all(inArmoredOrBinary: bytes, kinds: [.publicKey, .privateKey])
        let keys = try OpenPGPCertificate.all(in: packets).map { OpenPGPPublicKey($0.certificate) }
        guard !keys.isEmpty else { throw .noKey }
        return keys
    }

    package var fingerprint: OpenPGPFingerprint { certificate.primary.fingerprint }

    /// In seconds since 1970.
    package var created: Int64 { certificate.primary.created }

    /// Name and address, in most cases; what is not UTF-8 in them is replaced.
    package var userIDs: [String] {
        certificate.userIDs.filter { $0.packet.tag == OpenPGPPacket.Tag.userID }
            .map { String(decoding: $0.packet.body, as: UTF8.self) }
    }

    /// What rpm and `signed-by=….asc` take.
    package var armored: String { OpenPGPKeyRing([self]).armored }

    /// What gpgv and `signed-by=….gpg` take.
    package var binary: [UInt8] { certificate.bytes }

    /// When the key stops to be valid, or nil for never; an error when it is not valid at that time.
    package func expiry(at time: Int64) throws(OpenPGPError) -> Int64? { try certificate.state(at: time).expires }
}

/// Public keys that are trusted alike: the present one, and in a rotation the one to come.
package struct OpenPGPKeyRing: Sendable, Hashable {
    package let keys: [OpenPGPPublicKey]

    package init(_ keys: [OpenPGPPublicKey]) {
        self.keys = keys
    }

    /// Reads all keys of armored or binary data, at least one.
    package init(parsing bytes: [UInt8]) throws(OpenPGPError) {
        keys = try OpenPGPPublicKey.all(parsing: bytes)
    }

    /// All keys in one armored block.
    package var armored: String { OpenPGPArmor(kind: .publicKey, bytes: binary).text }

    package var binary: [UInt8] { keys.flatMap(\.binary) }
}

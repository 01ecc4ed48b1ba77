// SPDX-License-Identifier: Apache-2.0
import Crypto

/// The signature header: digests, sizes and signatures of the rest of a package.
struct RPMSignatures: Sendable {
    /// The room kept for signatures, in bytes; what rpmbuild keeps as well, enough for RSA with 16384 bits.
    private static let reserved = 4128

    private(set) var header = RPMHeader()

    init(header main: [UInt8], payload: CompressedStream, packageMD5: [UInt8]) {
        header[RPMTag.Signature.sha1] = .string(Self.sha1(main).description)
        var sha256 = ContentHasher([.sha256])
        sha256.update(main)
        header[RPMTag.Signature.sha256] = sha256.digests().sha256.map { .string($0.description) }
        header[RPMTag.Signature.md5] = .binary(packageMD5)
        let size = UInt64(main.count) + payload.compressedCount
        if let small = UInt32(exactly: size) {
            header[RPMTag.Signature.size] = .int32([small])
        } else {
            header[RPMTag.Signature.longSize] = .int64([size])
        }
        if let small = UInt32(exactly: payload.uncompressedCount) {
            header[RPMTag.Signature.payloadSize] = .int32([small])
        } else {
            header[RPMTag.Signature.longPayloadSize] = .int64([payload.uncompressedCount])
        }
        header[RPMTag.Signature.reservedSpace] = .binary(Array(repeating: 0, count: Self.reserved))
    }

    /// The signature header of a package that is written, without its signatures and with all of the reserved room.
    init(withoutSignatures header: RPMHeader) {
        self.header = header
        for tag in [
            RPMTag.Signature.dsa, RPMTag.Signature.rsa, RPMTag.Signature.openPGP, RPMTag.Signature.legacyRSA,
            RPMTag.Signature.legacyDSA,
        ] {
            self.header[tag] = nil
        }
        self.header[RPMTag.Signature.reservedSpace] = .binary(Array(repeating: 0, count: Self.reserved))
    }

    /// Puts a signature in, at the cost of the reserved room.
    mutating func add(_ signature: RPMHeaderSignature) {
        let tag = signature.algorithm == .rsa ? RPMTag.Signature.rsa : RPMTag.Signature.dsa
        header[tag] = .binary(signature.packet)
        // An entry takes 16 bytes of the index.
        guard case .binary(let room) = header[RPMTag.Signature.reservedSpace] else { return }
        let left = room.count - signature.packet.count - 16
        header[RPMTag.Signature.reservedSpace] = left > 0 ? .binary(Array(repeating: 0, count: left)) : nil
    }

    static func sha1(_ bytes: [UInt8]) -> DigestValue {
        var hasher = Insecure.SHA1()
        unsafe bytes.withUnsafeBytes { buffer in unsafe hasher.update(bufferPointer: buffer) }
        return DigestValue(Array(hasher.finalize()))
    }
}

// SPDX-License-Identifier: Apache-2.0
import Crypto
import Formats

/// The name of a version 4 key: SHA-1 of `0x99`, the length of the public key's packet and the packet itself.
package struct OpenPGPFingerprint: Sendable, Hashable {
    /// 20 bytes.
    package let bytes: [UInt8]

    init(publicKey body: [UInt8]) {
        var hasher = OpenPGPHasher(.sha1)
        hasher.update(OpenPGPKeyPacket.hashed(body))
        bytes = hasher.finalize().bytes
    }

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The last 8 bytes, by which older software names keys.
    var keyID: [UInt8] { Array(bytes.suffix(8)) }
}

extension OpenPGPFingerprint: CustomStringConvertible {
    /// 40 upper-case hexadecimal digits.
    package var description: String { DigestValue(bytes).description.uppercased() }
}

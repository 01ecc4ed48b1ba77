// SPDX-License-Identifier: Apache-2.0
package import Signing

extension OpenPGPSigner: PublicationSigner {
    package var armoredPublicKey: String { keyRing.armored }

    /// All keys', for a rotation changes what is published as a new key does.
    package var fingerprint: String { keyRing.keys.map { "\($0.fingerprint)" }.joined(separator: "+") }

    package func clearSigned(_ text: String, time: Int64) throws -> String {
        String(decoding: try clearSigned(Array(text.utf8), at: time), as: UTF8.self)
    }

    package func armoredSignature(of bytes: [UInt8], time: Int64) throws -> String {
        try detachedSignature(of: bytes, at: time).armored
    }
}

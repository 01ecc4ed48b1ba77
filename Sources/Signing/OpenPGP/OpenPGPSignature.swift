// SPDX-License-Identifier: Apache-2.0

/// A detached signature, of one key or of several.
package struct OpenPGPSignature: Sendable, Hashable {
    let packets: [OpenPGPPacket]

    /// As `gpg --detach-sign` writes it.
    package var binary: [UInt8] { packets.flatMap(\.bytes) }

    /// As `gpg --armor --detach-sign` writes it.
    package var armored: String { OpenPGPArmor(kind: .signature, bytes: binary).text }
}

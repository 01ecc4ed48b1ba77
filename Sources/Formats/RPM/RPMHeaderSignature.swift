// SPDX-License-Identifier: Apache-2.0

/// An OpenPGP signature over a package's main header, which goes into the signature header.
package struct RPMHeaderSignature: Sendable, Hashable {
    package enum Algorithm: Sendable, Hashable {
        /// Tag 268, RSAHEADER.
        case rsa
        /// Tag 267, DSAHEADER: DSA, ECDSA and EdDSA alike.
        case dsa
    }

    package let algorithm: Algorithm
    /// A binary signature packet, not armored.
    package let packet: [UInt8]

    package init(algorithm: Algorithm, packet: [UInt8]) {
        self.algorithm = algorithm
        self.packet = packet
    }
}

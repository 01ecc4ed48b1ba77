// SPDX-License-Identifier: Apache-2.0

/// An algorithm that Fledge makes and verifies signatures with.
package enum OpenPGPAlgorithm: UInt8, Sendable, Hashable, CaseIterable {
    case rsa = 1
    case ecdsa = 19
    /// Ed25519 in the form that GnuPG writes.
    case eddsaLegacy = 22
    /// Ed25519 in the form of RFC 9580.
    case ed25519 = 27

    /// The name of any algorithm of RFC 9580, section 9.1, by its number.
    static func name(of number: UInt8) -> String {
        switch number {
        case 1: "RSA"
        case 2, 3: "RSA of the kind \(number)"
        case 16, 20: "ElGamal"
        case 17: "DSA"
        case 18: "ECDH"
        case 19: "ECDSA"
        case 22, 27: "Ed25519"
        case 25: "X25519"
        case 26: "X448"
        case 28: "Ed448"
        default: "number \(number)"
        }
    }
}

/// An elliptic curve that ECDSA keys are on.
enum OpenPGPCurve: Sendable, Hashable, CaseIterable {
    case p256, p384, p521

    /// The object identifier without its tag and length.
    var identifier: [UInt8] {
        switch self {
        case .p256: [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07]
        case .p384: [0x2B, 0x81, 0x04, 0x00, 0x22]
        case .p521: [0x2B, 0x81, 0x04, 0x00, 0x23]
        }
    }

    /// The size of a coordinate and of a secret number, in bytes.
    var size: Int {
        switch self {
        case .p256: 32
        case .p384: 48
        case .p521: 66
        }
    }
}

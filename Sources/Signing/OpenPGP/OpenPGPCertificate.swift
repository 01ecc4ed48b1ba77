// SPDX-License-Identifier: Apache-2.0
import Formats

/// A public key with all that came with it: user IDs, subkeys, and the signatures that bind them (RFC 9580, section 10.1).
///
/// Nothing is verified by reading; `OpenPGPCertificate+State.swift` does that.
struct OpenPGPCertificate: Sendable, Hashable {
    /// A user ID or an image in place of one.
    struct UserID: Sendable, Hashable {
        let packet: OpenPGPPacket
        var signatures: [OpenPGPSignaturePacket] = []
    }

    struct Subkey: Sendable, Hashable {
        let key: OpenPGPKeyPacket
        var signatures: [OpenPGPSignaturePacket] = []
    }

    let primary: OpenPGPKeyPacket
    /// Over the primary key alone, revocations among them.
    private(set) var signatures: [OpenPGPSignaturePacket] = []
    private(set) var userIDs: [UserID] = []
    private(set) var subkeys: [Subkey] = []
    /// The packets that make up the certificate, in their order, secret parts taken off.
    private(set) var packets: [OpenPGPPacket]

    var bytes: [UInt8] { packets.flatMap(\.bytes) }

    /// Reads all keys from a list of packets, each with its secret parts by their fingerprints.
    static func all(
        in packets: [OpenPGPPacket]
    ) throws(OpenPGPError) -> [(certificate: OpenPGPCertificate, secrets: [OpenPGPFingerprint: OpenPGPSecretPacket])] {
        var builder = Builder()
        for packet in packets { try builder.add(packet) }
        return builder.finished()
    }

    /// Puts certificates together, packet by packet.
    private struct Builder {
        private enum Place { case primary, userID, subkey, nowhere }

        private var all: [(certificate: OpenPGPCertificate, secrets: [OpenPGPFingerprint: OpenPGPSecretPacket])] = []
        private var current: OpenPGPCertificate?
        private var secrets: [OpenPGPFingerprint: OpenPGPSecretPacket] = [:]
        private var place = Place.nowhere

        mutating func finished() -> [(
            certificate: OpenPGPCertificate, secrets: [OpenPGPFingerprint: OpenPGPSecretPacket]
        )] {
            if let current { all.append((current, secrets)) }
            current = nil
            return all
        }

        mutating func add(_ packet: OpenPGPPacket) throws(OpenPGPError) {
            switch packet.tag {
            case OpenPGPPacket.Tag.publicKey:
                start(try OpenPGPKeyPacket(parsing: packet.body))
            case OpenPGPPacket.Tag.secretKey:
                let secret = try OpenPGPSecretPacket(parsing: packet.body)
                start(secret.key)
                secrets[secret.key.fingerprint] = secret
            case OpenPGPPacket.Tag.userID, OpenPGPPacket.Tag.userAttribute:
                place = .userID
                current?.userIDs.append(UserID(packet: packet))
                current?.packets.append(packet)
            case OpenPGPPacket.Tag.publicSubkey:
                guard
                    let key = try Self.known({ () throws(OpenPGPError) in try OpenPGPKeyPacket(parsing: packet.body) })
                else {
                    place = .nowhere
                    return
                }
                add(key)
            case OpenPGPPacket.Tag.secretSubkey:
                let secret = try Self.known { () throws(OpenPGPError) in try OpenPGPSecretPacket(parsing: packet.body) }
                guard let secret else {
                    place = .nowhere
                    return
                }
                add(secret.key)
                secrets[secret.key.fingerprint] = secret
            case OpenPGPPacket.Tag.signature:
                try addSignature(packet)
            default:
                break  // Markers, trust packets and padding say nothing about the key.
            }
        }

        private mutating func start(_ key: OpenPGPKeyPacket) {
            _ = finished()
            secrets = [:]
            current = OpenPGPCertificate(
                primary: key, packets: [OpenPGPPacket(tag: OpenPGPPacket.Tag.publicKey, body: key.body)])
            place = .primary
        }

        private mutating func add(_ key: OpenPGPKeyPacket) {
            place = .subkey
            current?.subkeys.append(Subkey(key: key))
            current?.packets.append(OpenPGPPacket(tag: OpenPGPPacket.Tag.publicSubkey, body: key.body))
        }

        private mutating func addSignature(_ packet: OpenPGPPacket) throws(OpenPGPError) {
            guard place != .nowhere, var certificate = current else { return }
            current = nil
            defer { current = certificate }
            certificate.packets.append(packet)
            guard let signature = try OpenPGPSignaturePacket(parsing: packet.body) else { return }
            switch place {
            case .primary: certificate.signatures.append(signature)
            case .userID: certificate.userIDs[certificate.userIDs.count - 1].signatures.append(signature)
            case .subkey: certificate.subkeys[certificate.subkeys.count - 1].signatures.append(signature)
            case .nowhere: break
            }
        }

        /// A subkey that is of another kind or version is left out, with its signatures, and does no harm.
        private static func known<Value>(_ read: () throws(OpenPGPError) -> Value) throws(OpenPGPError) -> Value? {
            do throws(OpenPGPError) {
                return try read()
            } catch {
                switch error {
                case .unsupportedVersion, .unsupportedAlgorithm: return nil
                default: throw error
                }
            }
        }
    }
}

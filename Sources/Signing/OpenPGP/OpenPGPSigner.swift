// SPDX-License-Identifier: Apache-2.0
package import Formats

/// One or several keys that are open and make signatures, every key one.
///
/// The time that a signature says it was made at is given with each; where the key is younger than that, the signature
/// takes the time since which the key is valid, since verifiers refuse a signature older than its key.
package struct OpenPGPSigner: Sendable {
    /// A key that is open.
    struct Key: Sendable {
        let publicKey: OpenPGPPublicKey
        let packet: OpenPGPKeyPacket
        let algorithm: OpenPGPAlgorithm
        let secret: OpenPGPSecretMaterial
        let since: Int64
        let expires: Int64?
        let isBoundBySHA1: Bool
    }

    let first: Key
    let others: [Key]

    /// - Parameter keys: The present key first. RPM packages have room for its signature alone.
    package init(_ keys: [OpenPGPSecretKey], at time: Int64) throws(OpenPGPError) {
        guard let present = keys.first else { throw .noKey }
        first = try present.signingKey(at: time)
        var others: [Key] = []
        for key in keys.dropFirst() { others.append(try key.signingKey(at: time)) }
        self.others = others
    }

    init(_ key: Key) {
        first = key
        others = []
    }

    var keys: [Key] { [first] + others }

    /// The first key's public part.
    package var publicKey: OpenPGPPublicKey { first.publicKey }

    /// The public parts of all keys, for users to verify with.
    package var keyRing: OpenPGPKeyRing { OpenPGPKeyRing(keys.map(\.publicKey)) }

    /// The first key's algorithm.
    package var algorithm: OpenPGPAlgorithm { first.algorithm }

    /// The time that a signature gets which is to be made at `time`.
    package func signingTime(_ time: Int64) -> Int64 { first.signingTime(time) }

    /// Signs bytes as they are.
    package func detachedSignature(
        of bytes: [UInt8], at time: Int64, hash: OpenPGPHash = .sha512
    ) throws(OpenPGPError) -> OpenPGPSignature {
        var hasher = OpenPGPHasher(hash)
        hasher.update(bytes)
        return try signature(OpenPGPSignaturePacket.Kind.binary, hash, at: time, over: hasher)
    }

    /// Signs a stream of bytes as they are.
    ///
    /// - Throws: `OpenPGPError`, and what the source throws.
    package func detachedSignature(
        of source: inout some ByteSource, at time: Int64, hash: OpenPGPHash = .sha512
    ) throws -> OpenPGPSignature {
        var hasher = OpenPGPHasher(hash)
        while true {
            let piece = try source.read(upTo: 1 << 18)
            if piece.isEmpty { break }
            hasher.update(piece)
        }
        return try signature(OpenPGPSignaturePacket.Kind.binary, hash, at: time, over: hasher)
    }

    /// Puts a text and the signatures over it into one, as `InRelease` is.
    package func clearSigned(
        _ text: [UInt8], at time: Int64, hash: OpenPGPHash = .sha512
    ) throws(OpenPGPError) -> [UInt8] {
        let clear = try ClearText(text)
        var hasher = OpenPGPHasher(hash)
        hasher.update(clear.canonical)
        let signature = try signature(OpenPGPSignaturePacket.Kind.text, hash, at: time, over: hasher)
        return clear.framed(hash: hash, signature: signature)
    }

    private func signature(
        _ kind: UInt8, _ hash: OpenPGPHash, at time: Int64, over hasher: OpenPGPHasher
    ) throws(OpenPGPError) -> OpenPGPSignature {
        var packets: [OpenPGPPacket] = []
        for key in keys { packets.append(try key.sign(kind, hash, at: time, over: hasher)) }
        return OpenPGPSignature(packets: packets)
    }
}

extension OpenPGPSigner.Key {
    func signingTime(_ time: Int64) -> Int64 { max(time, since) }

    /// A signature's packet, verified before it is handed out.
    func sign(
        _ kind: UInt8, _ hash: OpenPGPHash, at time: Int64, over hasher: OpenPGPHasher
    ) throws(OpenPGPError) -> OpenPGPPacket {
        let packet = try OpenPGPSignaturePacket.make(
            kind: kind, by: packet, hash: hash, created: signingTime(time), over: hasher
        ) { digest throws(OpenPGPError) in
            try secret.signature(of: digest, algorithm: algorithm)
        }
        guard let made = try OpenPGPSignaturePacket(parsing: packet.body), made.isValid(by: self.packet, over: hasher)
        else { throw .cryptography("a signature just made does not verify") }
        return packet
    }
}

extension OpenPGPSigner: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

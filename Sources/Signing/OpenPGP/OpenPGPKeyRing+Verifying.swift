// SPDX-License-Identifier: Apache-2.0
package import Formats

/// A signature that was found to be good.
package struct OpenPGPVerification: Sendable, Hashable {
    /// The key it was made with, named by its primary key.
    package let key: OpenPGPFingerprint
    /// When it says that it was made, in seconds since 1970.
    package let created: Int64
}

extension OpenPGPKeyRing {
    /// Verifies a detached signature, armored or binary.
    ///
    /// Signatures by keys that are not on the ring are passed over, as long as one is good; of those by keys on it, none
    /// may be bad.
    /// - Parameter time: The present, in seconds since 1970, at which the keys have to be valid too.
    @discardableResult
    package func verify(
        _ signature: [UInt8], of bytes: [UInt8], at time: Int64
    ) throws(OpenPGPVerificationError) -> [OpenPGPVerification] {
        var check = try OpenPGPCheck(signature, at: time, kinds: [OpenPGPSignaturePacket.Kind.binary])
        check.update(bytes)
        return try check.finish(self)
    }

    /// Verifies a detached signature over a stream.
    ///
    /// - Throws: `OpenPGPVerificationError`, and what the source throws.
    @discardableResult
    package func verify(
        _ signature: [UInt8], of source: inout some ByteSource, at time: Int64
    ) throws -> [OpenPGPVerification] {
        var check = try OpenPGPCheck(signature, at: time, kinds: [OpenPGPSignaturePacket.Kind.binary])
        while true {
            let piece = try source.read(upTo: 1 << 18)
            if piece.isEmpty { break }
            check.update(piece)
        }
        return try check.finish(self)
    }

    /// Verifies a text with its signature and returns the text that is signed, which is all that may be trusted of it.
    ///
    /// White space at the ends of lines is not signed, and not returned.
    package func verify(
        clearSigned bytes: [UInt8], at time: Int64
    ) throws(OpenPGPVerificationError) -> (text: [UInt8], signatures: [OpenPGPVerification]) {
        let (clear, signature) = try ClearText.parse(bytes)
        // Some writers call the signature one of bytes; what is hashed is the same.
        let kinds = [OpenPGPSignaturePacket.Kind.text, OpenPGPSignaturePacket.Kind.binary]
        var check = try OpenPGPCheck(signature.packets, at: time, kinds: kinds)
        check.update(clear.canonical)
        return (clear.trimmed, try check.finish(self))
    }
}

/// The verification of signatures over data that streams by.
private struct OpenPGPCheck {
    private let signatures: [OpenPGPSignaturePacket]
    private var hashers: [OpenPGPHash: OpenPGPHasher] = [:]
    private let time: Int64
    private let kinds: [UInt8]

    init(_ bytes: [UInt8], at time: Int64, kinds: [UInt8]) throws(OpenPGPVerificationError) {
        let packets: [OpenPGPPacket]
        do throws(OpenPGPError) {
            packets = try OpenPGPPacket.all(inArmoredOrBinary: bytes, kinds: [.signature])
        } catch {
            throw .unreadable(error)
        }
        try self.init(packets, at: time, kinds: kinds)
    }

    init(_ packets: [OpenPGPPacket], at time: Int64, kinds: [UInt8]) throws(OpenPGPVerificationError) {
        var signatures: [OpenPGPSignaturePacket] = []
        do throws(OpenPGPError) {
            for packet in packets where packet.tag == OpenPGPPacket.Tag.signature {
                if let signature = try OpenPGPSignaturePacket(parsing: packet.body) { signatures.append(signature) }
            }
        } catch {
            throw .unreadable(error)
        }
        guard !signatures.isEmpty else { throw .noSignature }
        self.signatures = signatures
        self.time = time
        self.kinds = kinds
        for signature in signatures {
            if let hash = signature.hash { hashers[hash] = OpenPGPHasher(hash) }
        }
    }

    mutating func update(_ bytes: [UInt8]) {
        for hash in hashers.keys { hashers[hash]?.update(bytes) }
    }

    func finish(_ ring: OpenPGPKeyRing) throws(OpenPGPVerificationError) -> [OpenPGPVerification] {
        var good: [OpenPGPVerification] = []
        var strangers: [String] = []
        for signature in signatures {
            let makers = ring.keys.filter { key in
                key.certificate.keys.contains { signature.mayBe(of: $0) }
            }
            guard !makers.isEmpty else {
                strangers.append(signature.issuerKeyID.map { DigestValue($0).description.uppercased() } ?? "unnamed")
                continue
            }
            var failure: OpenPGPVerificationError?
            var isGood = false
            for maker in makers {
                do throws(OpenPGPVerificationError) {
                    good.append(try verify(signature, by: maker))
                    isGood = true
                    break
                } catch {
                    failure = error
                }
            }
            if !isGood, let failure { throw failure }
        }
        guard !good.isEmpty else { throw .unknownKey(strangers) }
        return good
    }

    private func verify(
        _ signature: OpenPGPSignaturePacket, by maker: OpenPGPPublicKey
    ) throws(OpenPGPVerificationError) -> OpenPGPVerification {
        guard kinds.contains(signature.kind) else { throw .wrongKind(signature.kind) }
        guard let hash = signature.hash, hash != .sha1, let hasher = hashers[hash] else {
            throw .weakHash(signature.hashNumber)
        }
        guard let created = signature.created else { throw .bad(maker.fingerprint) }
        guard created <= time + Self.clockSkew else { throw .fromTheFuture(created) }
        if let expires = signature.expires, expires <= time { throw .expired(expires) }
        let candidates: [OpenPGPKeyState]
        do throws(OpenPGPError) {
            let now = try maker.certificate.signingStates(at: time)
            candidates = now.usable.filter { signature.mayBe(of: $0.key) }
            if candidates.isEmpty { throw .noSigningKey(maker.fingerprint, now.faults.first ?? .notMarked) }
        } catch {
            throw .key(error)
        }
        guard let state = candidates.first(where: { signature.isValid(by: $0.key, over: hasher) }) else {
            throw .bad(maker.fingerprint)
        }
        guard created >= state.key.created else {
            throw .key(.notYetValid(maker.fingerprint, since: state.key.created))
        }
        return OpenPGPVerification(key: maker.fingerprint, created: created)
    }

    /// How far the clocks of who signs and who verifies may be apart, in seconds.
    private static let clockSkew: Int64 = 300
}

extension OpenPGPCertificate {
    /// The primary key and all subkeys.
    fileprivate var keys: [OpenPGPKeyPacket] { [primary] + subkeys.map(\.key) }
}

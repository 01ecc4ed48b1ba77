// SPDX-License-Identifier: Apache-2.0
import Formats

/// What a key's own signatures say of it at some time, once they have been verified.
struct OpenPGPKeyState: Sendable, Hashable {
    let key: OpenPGPKeyPacket
    /// Since when the signatures say so, in seconds since 1970; never before the key's creation.
    let since: Int64
    /// When the key stops to be valid; nil for never.
    let expires: Int64?
    let flags: UInt8
    /// Whether what it says is signed with SHA-1, which ever more verifiers refuse.
    let isBoundBySHA1: Bool

    var canSign: Bool { flags & 0x02 != 0 }
}

extension OpenPGPCertificate {
    /// The primary key's state; it is an error when the key is not to be used at that time.
    func state(at time: Int64) throws(OpenPGPError) -> OpenPGPKeyState {
        let name = primary.fingerprint
        guard primary.signingAlgorithm != nil else { throw .unsupportedAlgorithm(primary.algorithm) }
        if let bits = primary.rsaBits, bits < 2048 { throw .tooWeak(name, bits: bits) }
        guard primary.created <= time else { throw .notYetValid(name, since: primary.created) }
        let overKey = Self.hasher(of: primary)
        let isRevoked = signatures.contains {
            $0.kind == OpenPGPSignaturePacket.Kind.keyRevocation && isSelfSignature($0) { overKey($0) }
        }
        guard !isRevoked else { throw .revoked(name) }

        let direct = signatures.filter {
            $0.kind == OpenPGPSignaturePacket.Kind.direct && isSelfSignature($0) { overKey($0) }
        }
        let certified = userIDs.map { user in
            let hash = Self.hasher(of: primary, user)
            let own = user.signatures.filter { isSelfSignature($0) { hash($0) } }
            let lastRevoked = own.filter { $0.kind == OpenPGPSignaturePacket.Kind.certificationRevocation }
                .compactMap(\.created).max()
            return own.filter {
                OpenPGPSignaturePacket.Kind.certifications.contains($0.kind)
                    && ($0.created ?? 0) > (lastRevoked ?? -1)
            }
        }
        let all = direct + certified.flatMap { $0 }
        let current = { (signatures: [OpenPGPSignaturePacket]) in Self.newest(of: signatures, at: time) }
        let users = certified.compactMap(current)
        let user =
            users.filter(\.isPrimaryUserID).max { Self.isOlder($0, $1) } ?? users.max { Self.isOlder($0, $1) }
        let main = [current(direct), user].compactMap { $0 }
        guard let chosen = main.max(by: { ($0.created ?? 0) < ($1.created ?? 0) }) else {
            guard let first = all.compactMap(\.created).filter({ $0 > time }).min() else { throw .unboundKey(name) }
            throw .notYetValid(name, since: first)
        }
        let state = OpenPGPKeyState(
            key: primary, since: max(primary.created, chosen.created ?? 0),
            expires: chosen.keyLifetime.map { primary.created + $0 },
            // A key from before there were flags may certify and sign.
            flags: chosen.keyFlags ?? main.compactMap(\.keyFlags).first ?? 0x03,
            isBoundBySHA1: chosen.hash == .sha1)
        if let expires = state.expires, expires <= time { throw .expired(name, at: expires) }
        return state
    }

    /// The states of the keys that may make signatures at that time: the subkeys with the newest first, then the primary.
    ///
    /// - Returns: Also what is wrong with those subkeys that are marked for signing and may not be used.
    func signingStates(at time: Int64) throws(OpenPGPError) -> (
        usable: [OpenPGPKeyState], faults: [OpenPGPError.SigningFault]
    ) {
        let primaryState = try state(at: time)
        var usable: [OpenPGPKeyState] = []
        var faults: [OpenPGPError.SigningFault] = []
        for subkey in subkeys {
            switch self.state(of: subkey, at: time) {
            case .usable(let state): usable.append(state)
            case .fault(let fault): faults.append(fault)
            case .notForSigning: break
            }
        }
        usable.sort { $0.key.created > $1.key.created }
        if primaryState.canSign { usable.append(primaryState) }
        return (usable, faults)
    }

    private enum SubkeyState {
        case usable(OpenPGPKeyState)
        case fault(OpenPGPError.SigningFault)
        case notForSigning
    }

    private func state(of subkey: Subkey, at time: Int64) -> SubkeyState {
        guard subkey.key.signingAlgorithm != nil else {
            let isMarked = subkey.signatures.contains { ($0.keyFlags ?? 0) & 0x02 != 0 }
            return isMarked ? .fault(.algorithm(subkey.key.algorithm)) : .notForSigning
        }
        let hash = Self.hasher(of: primary, subkey.key)
        let own = subkey.signatures.filter { isSelfSignature($0) { hash($0) } }
        let bindings = own.filter { $0.kind == OpenPGPSignaturePacket.Kind.subkeyBinding }
        guard let binding = Self.newest(of: bindings, at: time) else {
            let isMarked = subkey.signatures.contains { ($0.keyFlags ?? 0) & 0x02 != 0 }
            return isMarked ? .fault(.unbound) : .notForSigning
        }
        guard let flags = binding.keyFlags, flags & 0x02 != 0 else { return .notForSigning }
        guard !own.contains(where: { $0.kind == OpenPGPSignaturePacket.Kind.subkeyRevocation }) else {
            return .fault(.revoked)
        }
        // The subkey has to agree, or someone could claim another's subkey as their own.
        let isAgreed = binding.embedded.contains { body in
            guard let back = try? OpenPGPSignaturePacket(parsing: body) else { return false }
            return back.kind == OpenPGPSignaturePacket.Kind.primaryKeyBinding
                && hash(back).map { back.isValid(by: subkey.key, over: $0) } == true
        }
        guard isAgreed else { return .fault(.unbound) }
        let expires = binding.keyLifetime.map { subkey.key.created + $0 }
        if let expires, expires <= time { return .fault(.expired(expires)) }
        guard subkey.key.created <= time else { return .fault(.unbound) }
        return .usable(
            OpenPGPKeyState(
                key: subkey.key, since: max(subkey.key.created, binding.created ?? 0), expires: expires, flags: flags,
                isBoundBySHA1: binding.hash == .sha1))
    }

    private func isSelfSignature(
        _ signature: OpenPGPSignaturePacket, _ hasher: (OpenPGPSignaturePacket) -> OpenPGPHasher?
    ) -> Bool {
        guard signature.mayBe(of: primary), let hasher = hasher(signature) else { return false }
        return signature.isValid(by: primary, over: hasher)
    }

    /// The signature that counts at a time: the last one made until then, if it is still valid.
    private static func newest(
        of signatures: [OpenPGPSignaturePacket], at time: Int64
    ) -> OpenPGPSignaturePacket? {
        let made = signatures.filter { ($0.created ?? .max) <= time }
        guard let newest = made.max(by: isOlder), newest.expires.map({ $0 > time }) ?? true else { return nil }
        return newest
    }

    private static func isOlder(_ one: OpenPGPSignaturePacket, _ other: OpenPGPSignaturePacket) -> Bool {
        (one.created ?? 0) < (other.created ?? 0)
    }

    /// Makes hashers of a signature's hash function, or nil for one that is not known, over a key and what belongs to it.
    private static func hasher(
        of key: OpenPGPKeyPacket, _ user: UserID? = nil
    ) -> (OpenPGPSignaturePacket) -> OpenPGPHasher? {
        var over = ByteWriter()
        over.append(OpenPGPKeyPacket.hashed(key.body))
        if let user {
            over.u8(user.packet.tag == OpenPGPPacket.Tag.userID ? 0xB4 : 0xD1)
            over.u32(UInt32(clamping: user.packet.body.count), .big)
            over.append(user.packet.body)
        }
        return hasher(over: over.bytes)
    }

    private static func hasher(
        of key: OpenPGPKeyPacket, _ subkey: OpenPGPKeyPacket
    ) -> (OpenPGPSignaturePacket) -> OpenPGPHasher? {
        hasher(over: OpenPGPKeyPacket.hashed(key.body) + OpenPGPKeyPacket.hashed(subkey.body))
    }

    private static func hasher(over bytes: [UInt8]) -> (OpenPGPSignaturePacket) -> OpenPGPHasher? {
        { signature in
            guard let hash = signature.hash else { return nil }
            var hasher = OpenPGPHasher(hash)
            hasher.update(bytes)
            return hasher
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A secret key with its public part, as `gpg --export-secret-keys`, `sq` and `fledge key generate` write it.
package struct OpenPGPSecretKey: Sendable {
    package let publicKey: OpenPGPPublicKey
    let secrets: [OpenPGPFingerprint: OpenPGPSecretPacket]
    private let passphrase: [UInt8]?

    /// Reads the first key of an armored text, or of one in base64 once more.
    ///
    /// - Parameter passphrase: Needed when the secret is protected; tried by `signer(at:)`.
    package init(parsing text: String, passphrase: String? = nil) throws(OpenPGPError) {
        guard let first = try Self.all(parsing: Array(text.utf8), passphrase: passphrase).first else { throw .noKey }
        self = first
    }

    private init(
        _ certificate: OpenPGPCertificate, _ secrets: [OpenPGPFingerprint: OpenPGPSecretPacket], passphrase: String?
    ) {
        publicKey = OpenPGPPublicKey(certificate)
        self.secrets = secrets
        self.passphrase = passphrase.map { Array($0.utf8) }
    }

    /// Reads all secret keys of armored or binary data, at least one; one after the other they are for a rotation.
    package static func all(
        parsing bytes: [UInt8], passphrase: String? = nil
    ) throws(OpenPGPError) -> [OpenPGPSecretKey] {
        let packets = try OpenPGPPacket.all(inArmoredOrBinary: bytes, kinds: [.privateKey])
        let found = try OpenPGPCertificate.all(in: packets)
        let keys = found.filter { !$0.secrets.isEmpty }.map { certificate, secrets in
            OpenPGPSecretKey(certificate, secrets, passphrase: passphrase)
        }
        guard !keys.isEmpty else {
            guard let first = found.first else { throw .noKey }
            throw .publicKeyOnly(first.certificate.primary.fingerprint)
        }
        return keys
    }

    /// What signs: the newest subkey that is marked for it and whose secret is at hand, else the primary key.
    ///
    /// - Parameter time: The present, in seconds since 1970. The key has to be valid then; when a signature says that it
    ///   was made is up to the signer's callers.
    package func signer(at time: Int64) throws(OpenPGPError) -> OpenPGPSigner {
        try OpenPGPSigner([self], at: time)
    }

    /// The key that signs, opened.
    func signingKey(at time: Int64) throws(OpenPGPError) -> OpenPGPSigner.Key {
        let name = publicKey.fingerprint
        let primary = try publicKey.certificate.state(at: time)
        let (usable, faults) = try publicKey.certificate.signingStates(at: time)
        let atHand = usable.first { secrets[$0.key.fingerprint].map { !$0.isElsewhere } ?? false }
        guard let state = atHand, let secret = secrets[state.key.fingerprint] else {
            if !usable.isEmpty { throw .noSigningKey(name, .secretIsElsewhere) }
            throw .noSigningKey(name, faults.first ?? .notMarked)
        }
        guard let algorithm = state.key.signingAlgorithm else { throw .unsupportedAlgorithm(state.key.algorithm) }
        if let bits = state.key.rsaBits, bits < 2048 { throw .tooWeak(state.key.fingerprint, bits: bits) }
        let expiries = [primary.expires, state.expires].compactMap { $0 }
        return OpenPGPSigner.Key(
            publicKey: publicKey, packet: state.key, algorithm: algorithm,
            secret: try secret.unlocked(passphrase: passphrase),
            since: max(primary.since, state.since), expires: expiries.min(),
            isBoundBySHA1: primary.isBoundBySHA1 || state.isBoundBySHA1)
    }
}

extension OpenPGPSecretKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<redacted>" }
    package var debugDescription: String { "<redacted>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

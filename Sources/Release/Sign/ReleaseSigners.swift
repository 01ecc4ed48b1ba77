// SPDX-License-Identifier: Apache-2.0
import Signing

/// The keys of a release, open; without any it has checksums alone.
struct ReleaseSigners: Sendable {
    var openPGP: OpenPGPSigner?
    var minisign: MinisignSecretKey?

    /// By what the keys are told apart; nothing of it is secret.
    var names: [String] {
        (openPGP?.keyRing.keys.map(\.fingerprint.description) ?? [])
            + (minisign.map { ["minisign " + $0.publicKey.line] } ?? [])
    }
}

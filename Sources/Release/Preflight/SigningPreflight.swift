// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import Signing

/// Opens the keys before a minute is spent on building, so that a wrong passphrase is found at once.
struct SigningPreflight {
    let project: Configuration
    let options: ReleaseOptions
    let isSnapshot: Bool
    let machine: Machine

    private var keys: OpenPGPKeys? { OpenPGPKeys(project.signing, machine: machine) }

    /// A snapshot, which nobody is given, can do without the key that a release needs.
    private var isOptional: Bool { isSnapshot && (keys?.isMissing ?? false) }

    /// What signs the stages up to `last`; nil where nothing is to be signed.
    func signer(last: StageName) throws(Diagnostic) -> OpenPGPSigner? {
        guard last >= .sign, !options.skips(.sign), !options.isSplit, !isOptional else { return nil }
        return try keys?.signer()
    }

    func warnings(_ signer: OpenPGPSigner?, last: StageName) -> [Diagnostic] {
        guard last >= .sign, !options.skips(.sign), !options.isSplit, let keys else { return [] }
        if let signer { return keys.warnings(of: signer, for: OpenPGPConcern.Use.uses(of: project.packages)) }
        guard isOptional else { return [] }
        return [
            .warning(
                "the snapshot is not signed: there is no OpenPGP key", at: project.signing.openPGP?.location,
                keyPath: "signing.openpgp.key")
        ]
    }
}

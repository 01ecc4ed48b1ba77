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

    private var openPGP: OpenPGPKeys? { OpenPGPKeys(project.signing, machine: machine) }
    private var minisign: MinisignKey? { MinisignKey(project.signing, machine: machine) }

    private func isDone(_ last: StageName) -> Bool { last >= .sign && !options.skips(.sign) && !options.isSplit }

    /// What signs the stages up to `last`, what is wrong with it, and what speaks against it.
    ///
    /// A snapshot, which nobody is given, can do without keys that a release needs.
    func open(last: StageName) -> (signers: ReleaseSigners, findings: [Diagnostic]) {
        var signers = ReleaseSigners()
        var findings: [Diagnostic] = []
        guard isDone(last) else { return (signers, findings) }
        if let keys = openPGP {
            if isSnapshot, keys.isMissing {
                findings.append(unsigned("OpenPGP", "signing.openpgp.key", project.signing.openPGP?.location))
            } else {
                do throws(Diagnostic) {
                    let signer = try keys.signer()
                    findings += keys.warnings(of: signer, for: OpenPGPConcern.Use.uses(of: project.packages))
                    signers.openPGP = signer
                } catch {
                    findings.append(error)
                }
            }
        }
        if let key = minisign {
            if isSnapshot, key.isMissing {
                findings.append(unsigned("minisign", "signing.minisign.key", project.signing.minisign?.location))
            } else {
                do throws(Diagnostic) { signers.minisign = try key.opened() } catch { findings.append(error) }
            }
        }
        return (signers, findings)
    }

    private func unsigned(_ kind: String, _ keyPath: String, _ location: SourceLocation?) -> Diagnostic {
        .warning("the snapshot is not signed: there is no \(kind) key", at: location, keyPath: keyPath)
    }
}

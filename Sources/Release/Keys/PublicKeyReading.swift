// SPDX-License-Identifier: Apache-2.0
package import Project
import Signing

/// The public parts of keys that someone hands in.
package struct PublicKeyReading: Sendable {
    package let armored: String
    package let binary: [UInt8]
    /// One for each key that is not to be used any more.
    package let warnings: [Diagnostic]

    /// Reads keys, secret or public, armored, binary or in base64; no passphrase is needed.
    package init(_ bytes: [UInt8], at time: Int64) throws(Diagnostic) {
        let ring: OpenPGPKeyRing
        do {
            ring = try OpenPGPKeyRing(parsing: bytes)
        } catch {
            throw Diagnostic(
                "there is no OpenPGP key on standard input", hint: error.hint, cause: error, exit: .needsChange)
        }
        var warnings: [Diagnostic] = []
        for key in ring.keys {
            do {
                _ = try key.expiry(at: time)
            } catch {
                warnings.append(.warning(error.description, hint: error.hint))
            }
        }
        armored = ring.armored
        binary = ring.binary
        self.warnings = warnings
    }
}

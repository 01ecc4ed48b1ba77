// SPDX-License-Identifier: Apache-2.0
package import Project
package import Signing

/// The public part of a key that someone hands in.
package enum PublicKeyReading {
    /// Reads keys, secret or public, armored, binary or in base64; no passphrase is needed.
    ///
    /// - Returns: Also a warning for each key that is not to be used any more.
    package static func read(_ bytes: [UInt8], at time: Int64) throws(Diagnostic) -> (
        ring: OpenPGPKeyRing, warnings: [Diagnostic]
    ) {
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
        return (ring, warnings)
    }
}

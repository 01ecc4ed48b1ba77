// SPDX-License-Identifier: Apache-2.0
import Crypto
import Effects
package import SystemPackage

/// Digests of files, read a piece at a time.
package enum FileDigest {
    /// The SHA-256 digest of a file, in hexadecimal digits.
    package static func sha256(of path: FilePath) throws -> String {
        let reader = try FileReader(path)
        var hasher = SHA256()
        while true {
            let bytes = try reader.read(upTo: 1 << 20)
            if bytes.isEmpty { return hasher.finalize().hexadecimal }
            hasher.update(data: bytes)
        }
    }
}

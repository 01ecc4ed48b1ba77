// SPDX-License-Identifier: Apache-2.0
package import Effects
import Foundation
package import SystemPackage

extension Manifest {
    /// Reads a manifest file.
    package init(reading path: FilePath, files: Files) throws {
        let bytes = Data(try files.read(path, limit: 64 << 20))
        do {
            self = try JSONDecoder().decode(Manifest.self, from: bytes)
        } catch let error as DecodingError {
            throw ManifestDefect(error)
        }
    }
}

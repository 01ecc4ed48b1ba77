// SPDX-License-Identifier: Apache-2.0
package import Effects
import Foundation
package import SystemPackage

extension Manifest {
    /// Reads a manifest file.
    package init(reading path: FilePath, files: Files) throws {
        self = try JSONDecoder().decode(Manifest.self, from: Data(try files.read(path, limit: 64 << 20)))
    }
}

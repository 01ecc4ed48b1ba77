// SPDX-License-Identifier: Apache-2.0

package import Effects
package import SystemPackage

/// Finds a project's configuration file.
package enum ConfigurationFile {
    /// Where it may lie in the project folder; the first that is there counts.
    package static let places = ["fledge.yaml", "fledge.yml", ".fledge.yaml", ".fledge.yml", ".config/fledge.yaml"]

    /// The file that counts, by its place in the folder, and a warning for each other that is there too.
    package static func find(
        in folder: FilePath, files: Files
    ) throws(FileError) -> (place: String?, warnings: [Diagnostic]) {
        var found: [String] = []
        for place in places {
            let status = try files.statusIfPresent(folder.appending(place), followingLinks: true)
            if status?.isFile == true { found.append(place) }
        }
        let warnings = found.dropFirst().map { place in
            Diagnostic.warning(
                "`\(place)` is not read, since there is `\(found[0])`", at: SourceLocation(file: place, line: 1),
                hint: "keep one of them"
            )
        }
        return (found.first, warnings)
    }
}

// SPDX-License-Identifier: Apache-2.0

package import Effects
package import SystemPackage

/// Finds a project's configuration file.
package enum ConfigurationFile {
    /// Where it may lie in the project folder; the first that is there counts.
    package static let places = ["fledge.yaml", "fledge.yml", ".fledge.yaml", ".fledge.yml", ".config/fledge.yaml"]

    /// The file that counts, by its place in the folder, and a warning for each other that is there too.
    ///
    /// - Throws: For what has the name of one and is none, which must not pass for a project without settings.
    package static func find(
        in folder: FilePath, files: Files
    ) throws(Diagnostic) -> (place: String?, warnings: [Diagnostic]) {
        var found: [String] = []
        for place in places where try isFile(place, in: folder, files: files) { found.append(place) }
        let warnings = found.dropFirst().map { place in
            Diagnostic.warning(
                "`\(place)` is not read, since there is `\(found[0])`", at: SourceLocation(file: place, line: 1),
                hint: "keep one of them"
            )
        }
        return (found.first, warnings)
    }

    private static func isFile(_ place: String, in folder: FilePath, files: Files) throws(Diagnostic) -> Bool {
        let path = folder.appending(place)
        let what: String
        do throws(FileError) {
            switch try files.statusIfPresent(path, followingLinks: true)?.kind {
            case .file: return true
            case .directory: what = "is a folder"
            case .symbolicLink, .other: what = "is no regular file"
            case nil:
                guard try files.exists(path) else { return false }
                what = "is a symbolic link that leads nowhere; it points to `\(try files.readSymbolicLink(path))`"
            }
        } catch {
            throw Diagnostic("cannot read the configuration", cause: error, exit: .configuration)
        }
        throw Diagnostic(
            message: "cannot read the configuration", causes: ["`\(place)` \(what)"],
            hints: ["put the configuration there, or remove what has its name"], exit: .configuration)
    }
}

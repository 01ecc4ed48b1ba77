// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// The files of a resource bundle, with what its symbolic links lead to in their place.
///
/// SwiftPM copies a link as it is, so that one which leads out of its target's folder (`.copy("Presets")`, where
/// `Presets` is a link to `../../Presets`) leads nowhere in the bundle. It is followed from where it stands in the source.
struct ResourceFiles {
    struct File {
        /// From the bundle's folder.
        let relativePath: FilePath
        /// Where its bytes are.
        let path: FilePath
    }

    let files: Files
    /// The top folder of the source.
    let source: FilePath

    /// - Throws: A diagnostic for a link that leads nowhere, or in a circle.
    func list(_ bundle: FilePath) throws -> [File] {
        try list(bundle, as: FilePath(""), depth: 0)
    }

    private func list(_ folder: FilePath, as place: FilePath, depth: Int) throws -> [File] {
        var found: [File] = []
        for entry in try files.walk(folder) where !entry.status.isDirectory {
            let relativePath = place.appending(entry.relativePath.components)
            guard entry.status.isSymbolicLink else {
                found.append(File(relativePath: relativePath, path: entry.path))
                continue
            }
            let target = try followed(entry.path)
            guard try files.status(target, followingLinks: true).isDirectory else {
                found.append(File(relativePath: relativePath, path: target))
                continue
            }
            guard depth < 8 else { throw refusal(of: entry.path, "leads in a circle") }
            found += try list(target, as: relativePath, depth: depth + 1)
        }
        return found
    }

    /// A path that the link leads to, from where it is or from where it stands in the source.
    private func followed(_ link: FilePath) throws -> FilePath {
        if leads(link) { return try files.resolve(link) }
        let target = try files.readSymbolicLink(link)
        let originals = try files.walk(source) { entry in
            let name = entry.relativePath.lastComponent?.string ?? ""
            return entry.status.isDirectory && (name == ".git" || name.hasPrefix(".build"))
        }
        for entry in originals where entry.status.isSymbolicLink && entry.path.lastComponent == link.lastComponent {
            if try files.readSymbolicLink(entry.path) == target, leads(entry.path) {
                return try files.resolve(entry.path)
            }
        }
        throw refusal(of: link, "leads nowhere: `\(target)`")
    }

    private func leads(_ link: FilePath) -> Bool {
        ((try? files.statusIfPresent(link, followingLinks: true)) ?? nil) != nil
    }

    private func refusal(of link: FilePath, _ what: String) -> Diagnostic {
        let name = link.lastComponent?.string ?? ""
        let bundle = link.removingLastComponent().lastComponent?.string ?? ""
        return Diagnostic(
            message: "cannot package the resource bundle `\(bundle)`", causes: ["its link `\(name)` \(what)"],
            hints: ["put the files themselves in the place of the link, in the target's resources"], exit: .workFailed)
    }
}

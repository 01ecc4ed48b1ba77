// SPDX-License-Identifier: Apache-2.0
package import Effects
package import SystemPackage

/// Removes what builds and releases of a project left behind.
package struct Cleaning: Sendable {
    let machine: Machine
    let folder: FilePath

    /// - Parameter folder: The project's.
    package init(machine: Machine, folder: FilePath) {
        self.machine = machine
        self.folder = folder
    }

    /// Removes `dist/` (its `site/` only if asked), the build cache, and SwiftPM's `.build`; names what was there.
    package func perform(includingSite: Bool) async throws -> [String] {
        let workspace = BuildWorkspace(folder: folder, environment: machine.environment)
        return try await workspace.whileLocked(machine.files) { try clean(workspace, includingSite: includingSite) }
    }

    private func clean(_ workspace: BuildWorkspace, includingSite: Bool) throws -> [String] {
        var removed: [String] = []
        let files = machine.files
        let dist = DistFolder(path: folder.appending("dist"), files: files, modified: 0)
        if try files.statusIfPresent(dist.path, followingLinks: true) != nil {
            let before = try files.list(dist.path)
            try dist.empty(includingSite: includingSite)
            if includingSite || before.contains(where: { !DistFolder.isSite($0) }) {
                removed.append(try files.exists(dist.path) ? "dist/ but for its site" : "dist/")
            }
        }
        if try files.exists(folder.appending("Package.swift")), try files.exists(folder.appending(".build")) {
            try files.remove(folder.appending(".build"), recursively: true)
            removed.append(".build/")
        }
        let cache = workspace.root.removingLastComponent()
        // The lock, which is held here, is there in any case.
        if try files.list(cache).count > 1 { removed.append("the build cache") }
        try files.remove(cache, recursively: true)
        return removed
    }
}

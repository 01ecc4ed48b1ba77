// SPDX-License-Identifier: Apache-2.0
import Effects
import Synchronization
import SystemPackage

/// Tells which files lie in a storage's own folder already, and under which keys.
final class StoredPlaces: Sendable {
    private let root: FilePath
    private let files: Files
    /// The folder last looked into, since most files are beside the one before.
    private let last = Mutex<(folder: FilePath, resolved: FilePath)?>(nil)

    /// - Parameter root: The storage's folder, without symbolic links.
    init(root: FilePath, files: Files) {
        self.root = root
        self.files = files
    }

    func key(of path: FilePath, _ format: PackageFormat) -> String? {
        guard let resolved = resolved(path) else { return nil }
        let folder = root.appending(format.rawValue)
        guard resolved.starts(with: folder), resolved != folder else { return nil }
        var relative = resolved
        guard relative.removePrefix(root) else { return nil }
        return relative.string
    }

    /// The path without symbolic links.
    private func resolved(_ path: FilePath) -> FilePath? {
        guard let name = path.lastComponent, name.kind == .regular, let status = try? files.status(path), status.isFile
        else { return try? files.resolve(path) }
        let folder = path.removingLastComponent()
        if let last = last.withLock({ $0 }), last.folder == folder { return last.resolved.appending(name) }
        guard let resolved = try? files.resolve(folder.isEmpty ? FilePath(".") : folder) else { return nil }
        last.withLock { $0 = (folder, resolved) }
        return resolved.appending(name)
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage

/// Names in a folder that are the storage's own.
enum FolderKey {
    static let stateFolder = ".fledge"
    /// Held during a publication.
    static let publicationLock = "lock"
    /// Held during the last step of one write.
    static let writeLock = "write-lock"

    /// Whether a key could be mistaken for a lock or for a file that is being written.
    static func isReserved(_ key: String) -> Bool {
        let name = key.split(separator: "/").last ?? ""
        return name.hasPrefix(".fledge-") && name.hasSuffix(".tmp")
            || key == "\(stateFolder)/\(publicationLock)" || key == "\(stateFolder)/\(writeLock)"
    }
}

extension FolderStorage {
    /// Where an object is, or nil when no regular file is there.
    func readablePath(_ key: String) throws(StorageError) -> FilePath? {
        let path = try path(key)
        let isFile = try wrappingFileError { () throws(FileError) in
            try files.statusIfPresent(path, followingLinks: true)?.isFile == true
        }
        guard isFile else { return nil }
        try checkInside(path, key)
        return path
    }

    /// Where an object will be; the folder for it is made.
    func writablePath(_ key: String) throws(StorageError) -> FilePath {
        let path = try path(key)
        let folder = path.removingLastComponent()
        // Before a folder is made, as that too would follow a link.
        var existing = folder
        while existing.starts(with: root), try !exists(existing) { existing = existing.removingLastComponent() }
        if existing.starts(with: root) { try checkInside(existing, key) }
        try wrappingFileError { () throws(FileError) in try files.createDirectory(folder) }
        try checkInside(folder, key)
        return path
    }

    package func list(_ prefix: String) async throws(StorageError) -> [ListedObject] {
        try StorageKey.check(prefix: prefix)
        let names = prefix.split(separator: "/", omittingEmptySubsequences: false).dropLast().map(String.init)
        let start = root.appending(names.joined(separator: "/"))
        guard try exists(start) else { return [] }
        try checkInside(start, prefix)
        var found: [ListedObject] = []
        try wrappingFileError { () throws(FileError) in
            try collect(start, below: names.isEmpty ? "" : names.joined(separator: "/") + "/", prefix, into: &found)
        }
        return found.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// Adds the objects below a folder; what others remove meanwhile is passed over.
    private func collect(
        _ folder: FilePath, below base: String, _ prefix: String, into found: inout [ListedObject]
    ) throws(FileError) {
        let names: [FilePath.Component]
        do throws(FileError) {
            names = try files.list(folder)
        } catch {
            if error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory { return }
            throw error
        }
        for name in names {
            guard let text = name.utf8Text else { continue }
            let path = folder.appending(name)
            let key = base + text
            guard let status = try files.statusIfPresent(path) else { continue }
            if status.isDirectory {
                let isOnTheWay = prefix.utf8.starts(with: key.utf8) || key.utf8.starts(with: prefix.utf8)
                if isOnTheWay { try collect(path, below: key + "/", prefix, into: &found) }
            } else if status.isFile, key.utf8.starts(with: prefix.utf8), !FolderKey.isReserved(key) {
                found.append(ListedObject(key: key, size: status.size, modified: status.modified))
            }
        }
    }

    private func path(_ key: String) throws(StorageError) -> FilePath {
        try StorageKey.check(key)
        guard !FolderKey.isReserved(key) else { throw .invalidKey(key) }
        return root.appending(key)
    }

    private func exists(_ path: FilePath) throws(StorageError) -> Bool {
        try wrappingFileError { () throws(FileError) in try files.exists(path) }
    }

    private func checkInside(_ path: FilePath, _ key: String) throws(StorageError) {
        let isInside = try wrappingFileError { () throws(FileError) in
            try files.resolve(path).starts(with: files.resolve(root))
        }
        guard isInside else { throw .leavesFolder(key, root) }
    }
}

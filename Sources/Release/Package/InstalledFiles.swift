// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Project

/// The files of a package as formats take them, with what package managers do with them.
struct InstalledFiles {
    private(set) var contents = FileContents()
    /// Absolute paths of the configuration files.
    private(set) var configurations: [String] = []
    /// What rpm is told of files, by their paths without the slash in front.
    private(set) var flags: [String: RPMFileFlags] = [:]
    let modified: Int64

    init(modified: Int64) {
        self.modified = modified
    }

    mutating func add(_ entry: PackageEntry) throws {
        let path = String(entry.destination.dropFirst())
        let kind: ArchiveEntry.Kind
        let origin: FileContents.Origin
        var mode = entry.mode.bits
        switch entry.kind {
        case .file(.path(let file)):
            kind = .file(size: try FileReader(file).size)
            origin = .file(file)
        case .file(.bytes(let bytes)):
            kind = .file(size: UInt64(bytes.count))
            origin = .bytes(bytes)
        case .directory:
            kind = .directory
            origin = .none
        case .symlink(let target):
            kind = .symbolicLink(target: target)
            origin = .none
            mode = 0o777
        case .ghost:
            kind = .file(size: 0)
            origin = .bytes([])
            flags[path, default: []].insert(.ghost)
        }
        switch entry.role {
        case .plain: break
        case .configuration(let isReplaced):
            configurations.append(entry.destination)
            flags[path, default: []].formUnion(isReplaced ? [.config] : [.config, .noReplace])
        case .documentation: flags[path, default: []].insert(.doc)
        case .license: flags[path, default: []].insert(.license)
        }
        // As rpmbuild marks all that lies there.
        if entry.kind != .directory,
            ["usr/share/doc/", "usr/share/man/", "usr/share/info/"].contains(where: path.hasPrefix)
        {
            flags[path, default: []].insert(.doc)
        }
        contents.add(
            ArchiveEntry(
                path: path, kind: kind, mode: mode, owner: entry.owner, group: entry.group,
                modified: modified),
            from: origin)
    }
}

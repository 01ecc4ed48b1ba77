// SPDX-License-Identifier: Apache-2.0

package import SystemPackage
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Whole files, and the copying of files and trees.
extension Files {
    /// A file's bytes; symbolic links are followed.
    ///
    /// - Throws: `larger` when it has more than `limit` bytes, `changedWhileRead` when it did not stand still.
    package func read(_ path: FilePath, limit: Int) throws(FileError) -> [UInt8] {
        let reader = try FileReader(path)
        guard reader.size <= UInt64(limit) else { throw FileError(.read, path, .larger(limit: limit)) }
        // A file of /proc says 0 bytes, so one more than the size is asked for until the end is seen.
        var bytes = try reader.read(upTo: Int(reader.size) + 1)
        while bytes.count <= limit {
            let more = try reader.read(upTo: min(limit - bytes.count + 1, 1 << 16))
            if more.isEmpty { break }
            bytes += more
        }
        guard bytes.count <= limit else { throw FileError(.read, path, .larger(limit: limit)) }
        try reader.checkUnchanged()
        return bytes
    }

    /// A file's text, which has to be UTF-8.
    package func readText(_ path: FilePath, limit: Int) throws(FileError) -> String {
        guard let text = String(validating: try read(path, limit: limit), as: UTF8.self) else {
            throw FileError(.read, path, .notUTF8)
        }
        return text
    }

    /// Writes a file so that at any moment, also after a crash, either the old or the new content is there.
    package func replace(
        _ path: FilePath, _ bytes: [UInt8], mode: UInt32 = 0o644, modified: Int64? = nil
    ) throws(FileError) {
        let writer = try FileWriter(path, mode: mode)
        try writer.write(bytes)
        try writer.commit(modified: modified)
    }

    /// Writes a text as `replace` does.
    package func replace(
        _ path: FilePath, text: String, mode: UInt32 = 0o644, modified: Int64? = nil
    ) throws(FileError) {
        try replace(path, Array(text.utf8), mode: mode, modified: modified)
    }

    /// Copies a regular file's bytes and mode; it appears at its place whole. A symbolic link is followed.
    package func copyFile(
        _ path: FilePath, to destination: FilePath, keepingModified: Bool = false
    ) throws(FileError) {
        let reader = try FileReader(path)
        let writer = try FileWriter(destination, mode: reader.status.mode)
        while true {
            let bytes = try reader.read(upTo: 1 << 20)
            if bytes.isEmpty { break }
            try writer.write(bytes)
        }
        try reader.checkUnchanged()
        try writer.commit(durably: false)
        if keepingModified { try setTime(of: destination, like: reader.status) }
    }

    /// Copies a folder with all that is in it into a folder that need not exist; modes and symbolic links stay as they are.
    ///
    /// - Throws: `notRegular` for a device, socket or pipe.
    package func copyTree(
        _ path: FilePath, to destination: FilePath, keepingModified: Bool = false
    ) throws(FileError) {
        let root = try status(path)
        guard root.isDirectory else { throw FileError(.copy, path, errno: .notDirectory) }
        let entries = try walk(path)
        try createDirectory(destination)
        for entry in entries {
            try copy(entry, below: destination, keepingModified: keepingModified)
        }
        // Last and innermost first, since writing into a folder changes its time and may need its mode.
        for entry in entries.reversed() where entry.status.isDirectory {
            let copy = destination.pushing(entry.relativePath)
            try changeMode(copy, to: entry.status.mode)
            if keepingModified { try setTime(of: copy, like: entry.status) }
        }
        try changeMode(destination, to: root.mode)
        if keepingModified { try setTime(of: destination, like: root) }
    }

    private func copy(_ entry: WalkEntry, below destination: FilePath, keepingModified: Bool) throws(FileError) {
        let copy = destination.pushing(entry.relativePath)
        switch entry.status.kind {
        case .directory:
            try createDirectory(copy)
        case .file:
            try copyFile(entry.path, to: copy, keepingModified: keepingModified)
        case .symbolicLink:
            try createSymbolicLink(copy, to: readSymbolicLink(entry.path))
            if keepingModified { try setTime(of: copy, like: entry.status) }
        case .other:
            throw FileError(.copy, entry.path, .notRegular)
        }
    }

    private func setTime(of path: FilePath, like status: FileStatus) throws(FileError) {
        try setModified(path, status.modified, nanoseconds: status.modifiedNanoseconds)
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import SystemPackage

/// Unpacks a tar stream below a folder, so that what was packed can be tried.
struct TarExtraction {
    let files: Files
    let folder: FilePath

    /// Unpacks all entries. A path that would leave the folder is refused.
    func extract(_ source: some ByteSource) throws {
        var reader = TarReader(source)
        while let entry = try reader.next() {
            let components = entry.path.split(separator: "/").filter { $0 != "." }
            guard !components.contains("..") else {
                throw FileError(.write, folder.appending(entry.path), errno: .permissionDenied)
            }
            guard !components.isEmpty else { continue }
            let path = folder.appending(components.joined(separator: "/"))
            switch entry.kind {
            case .directory:
                try files.createDirectory(path)
            case .symbolicLink(let target):
                try files.createDirectory(path.removingLastComponent())
                try files.createSymbolicLink(path, to: FilePath(target))
            case .file:
                try files.createDirectory(path.removingLastComponent())
                let writer = try FileWriter(path, mode: entry.mode | 0o200)
                while true {
                    let bytes = try reader.readContent(upTo: 1 << 20)
                    if bytes.isEmpty { break }
                    try writer.write(bytes)
                }
                try writer.commit(durably: false)
            }
        }
    }
}

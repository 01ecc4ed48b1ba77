// SPDX-License-Identifier: Apache-2.0
import Crypto
import Effects
import Formats
import SystemPackage

/// A folder of files and the name that git gives to it, so that it can be compared with what a branch has.
struct FolderTree: Sendable {
    /// The files, sorted by path.
    let files: [TreeChange.FolderFile]
    /// The object name of the folder as a git tree.
    let id: String

    /// Reads a folder; symbolic links and other special files are left out, as is `.git`.
    init(reading folder: FilePath, files: Files) throws {
        var found: [TreeChange.FolderFile] = []
        for entry in try files.walk(folder, skipping: { $0.path.lastComponent?.string == ".git" })
        where entry.status.isFile {
            found.append(
                TreeChange.FolderFile(
                    path: entry.relativePath.string, file: entry.path, isExecutable: entry.status.mode & 0o111 != 0))
        }
        self.files = found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        id = Self.hexadecimal(try Self.tree(of: self.files, below: ""))
    }

    /// A tree: its entries, `mode name\0object`, in git's order, in which a folder's name ends with a slash.
    private static func tree(of files: [TreeChange.FolderFile], below prefix: String) throws -> [UInt8] {
        var entries: [(key: String, mode: String, name: String, object: [UInt8])] = []
        var folders: [String: [TreeChange.FolderFile]] = [:]
        for file in files {
            let rest = file.path.dropFirst(prefix.count)
            if let slash = rest.firstIndex(of: "/") {
                folders[String(rest[..<slash]), default: []].append(file)
            } else {
                let name = String(rest)
                entries.append((name, file.isExecutable ? "100755" : "100644", name, try blob(file.file)))
            }
        }
        for (name, inner) in folders {
            entries.append((name + "/", "40000", name, try tree(of: inner, below: prefix + name + "/")))
        }
        entries.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        var body: [UInt8] = []
        for entry in entries { body += Array("\(entry.mode) \(entry.name)\0".utf8) + entry.object }
        var hasher = Insecure.SHA1()
        hasher.update(data: Array("tree \(body.count)\0".utf8))
        hasher.update(data: body)
        return Array(hasher.finalize())
    }

    private static func blob(_ path: FilePath) throws -> [UInt8] {
        let reader = try FileReader(path)
        var hasher = Insecure.SHA1()
        hasher.update(data: Array("blob \(reader.size)\0".utf8))
        while true {
            let bytes = try reader.read(upTo: 1 << 20)
            if bytes.isEmpty { return Array(hasher.finalize()) }
            hasher.update(data: bytes)
        }
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

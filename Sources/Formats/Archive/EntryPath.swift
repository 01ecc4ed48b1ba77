// SPDX-License-Identifier: Apache-2.0

/// Checks that entries can be unpacked below a folder and nowhere else.
package enum EntryPath {
    /// Checks `path` component by component, on its UTF-8 bytes.
    ///
    /// - Parameter allowsRoot: `.` is accepted, for the folder itself.
    static func check(_ path: String, allowsRoot: Bool = false) throws(UnsafeEntryName) {
        let utf8 = path.utf8
        if utf8.isEmpty { throw UnsafeEntryName(path: path, reason: .empty) }
        if utf8.contains(0) { throw UnsafeEntryName(path: path, reason: .zeroByte) }
        if utf8.first == UInt8(ascii: "/") { throw UnsafeEntryName(path: path, reason: .absolute) }
        if allowsRoot, utf8.elementsEqual(".".utf8) { return }
        for component in utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            if component.isEmpty || component.elementsEqual(".".utf8) {
                throw UnsafeEntryName(path: path, reason: .emptyComponent)
            }
            if component.elementsEqual("..".utf8) {
                throw UnsafeEntryName(path: path, reason: .parent)
            }
        }
    }

    /// The folders that a path lies in, the topmost first: of `a/b/c`, `a` and `a/b`.
    package static func folders(of path: Substring) -> [Substring] {
        let bytes = path.utf8
        return bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }.map { path[..<$0] }
    }

    /// Checks an entry's path and, for a symbolic link, that its target can be stored.
    static func check(_ entry: ArchiveEntry) throws(UnsafeEntryName) {
        try check(entry.path, allowsRoot: entry.kind == .directory)
        guard case .symbolicLink(let target) = entry.kind else { return }
        if target.isEmpty { throw UnsafeEntryName(path: entry.path, reason: .emptyTarget) }
        if target.utf8.contains(0) { throw UnsafeEntryName(path: entry.path, reason: .zeroByte) }
    }
}

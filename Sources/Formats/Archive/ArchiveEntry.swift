// SPDX-License-Identifier: Apache-2.0

/// One file, directory or link of an archive or a package, without its content.
package struct ArchiveEntry: Sendable, Hashable {
    /// What an entry is.
    package enum Kind: Sendable, Hashable {
        /// A regular file of `size` bytes.
        case file(size: UInt64)
        case directory
        /// A symbolic link; `target` is stored as it stands.
        case symbolicLink(target: String)
    }

    /// The path, relative, with `/` between components, no `./` in front and no `/` behind.
    package var path: String
    package var kind: Kind
    /// The permission bits, set-user-ID, set-group-ID and sticky included: `0o7777` at most.
    package var mode: UInt32
    package var owner: String
    package var group: String
    /// The modification time, in seconds since 1970-01-01 00:00 UTC.
    package var modified: Int64

    package init(
        path: String, kind: Kind, mode: UInt32, owner: String = "root", group: String = "root", modified: Int64
    ) {
        self.path = path
        self.kind = kind
        self.mode = mode
        self.owner = owner
        self.group = group
        self.modified = modified
    }

    /// The number of content bytes that follow the entry's header: a file's size, otherwise none.
    package var size: UInt64 {
        if case .file(let size) = kind { size } else { 0 }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Formats
import SystemPackage

/// A generation that is about to be published.
struct NextGeneration {
    struct Object: Sendable {
        let key: String
        let contents: ObjectContents
        /// The file that was made for it, and that need not be copied where it is in the storage's folder already.
        var made: FilePath?
    }

    var head: RepositoryHead
    /// What is named after its content.
    var objects: [Object] = []
    /// The index files made, with their digests.
    var built: [(path: FilePath, sha256: DigestValue)] = []
    /// What goes under the names of index files that changed.
    var aliasContents: [String: ObjectContents] = [:]
    /// Small files that earlier publications made and this one does not.
    var abandoned: [String] = []
    /// Files for users that differ from those there are.
    private(set) var userFiles: [TextObject] = []

    init(head: RepositoryHead) {
        self.head = head
    }

    mutating func setUserFiles(_ files: [TextObject], over base: RepositoryHead) throws {
        let known = Set(base.userFiles)
        userFiles = files.filter { !known.contains($0) }
        head.userFiles = files
    }
}

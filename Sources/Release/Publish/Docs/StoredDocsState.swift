// SPDX-License-Identifier: Apache-2.0
import Project
import Repositories

/// What a storage has of documentation.
package struct StoredDocsState: Sendable {
    let index: StoredDocsIndex
    /// The index's version, by which it is replaced; nil where there is none yet.
    let version: ObjectVersion?
}

/// `.fledge/docs.json`
struct StoredDocsIndex: Sendable, Hashable, Codable {
    /// The git trees of the folders, by version.
    private(set) var versions: [String: String] = [:]
    /// The version that `latest/` is to have.
    private(set) var latest: String?
    /// The version that `latest/` has; another one while it is being filled.
    var filled: String?

    var all: [SemanticVersion] { versions.keys.compactMap { try? SemanticVersion(parsing: $0) } }

    func adding(_ version: String, tree: String) throws -> StoredDocsIndex {
        var next = self
        if next.versions[version] == nil { next.versions[version] = tree }
        let number = try SemanticVersion(parsing: version)
        let isLatest = !number.isPrerelease && !all.contains { !$0.isPrerelease && number.precedes($0) }
        if isLatest { next.latest = version }
        return next
    }

    func removing(_ version: String) -> StoredDocsIndex {
        var next = self
        next.versions[version] = nil
        if latest == version { next.latest = next.all.filter { !$0.isPrerelease }.max().map { "\($0)" } }
        return next
    }
}

/// What one run has written to a storage.
actor StoredDocsSession {
    private(set) var tree: FolderTree?
    private(set) var before: StoredDocsIndex?
    private(set) var isCommitting = false

    func stage(_ tree: FolderTree, before: StoredDocsIndex) {
        self.tree = tree
        self.before = before
    }

    func beginCommitting() { isCommitting = true }
}

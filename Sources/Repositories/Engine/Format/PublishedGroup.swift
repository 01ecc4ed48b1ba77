// SPDX-License-Identifier: Apache-2.0
package import Formats

/// The index files of one group as they are about to be published.
package struct PublishedGroup: Sendable, Hashable {
    package let group: IndexGroup
    /// In the order of `RepositoryFormat.indexes`.
    package let indexes: [PublishedIndex]

    package init(group: IndexGroup, indexes: [PublishedIndex]) {
        self.group = group
        self.indexes = indexes
    }
}

/// One index with its forms.
package struct PublishedIndex: Sendable, Hashable {
    package let name: String
    package let entryCount: Int
    /// The size of the text, header and footer included.
    package let uncompressedSize: UInt64
    /// SHA-256 of the text; nil unless the index names it.
    package let uncompressedDigest: DigestValue?
    /// In the order of `IndexFormat.forms`.
    package let files: [PublishedFile]
    /// The oldest first; the last one makes the present text.
    package let patches: [IndexPatch]

    package init(
        name: String, entryCount: Int, uncompressedSize: UInt64, uncompressedDigest: DigestValue?,
        files: [PublishedFile], patches: [IndexPatch] = []
    ) {
        self.name = name
        self.entryCount = entryCount
        self.uncompressedSize = uncompressedSize
        self.uncompressedDigest = uncompressedDigest
        self.files = files
        self.patches = patches
    }
}

/// One compressed index file.
package struct PublishedFile: Sendable, Hashable {
    package let form: Compression
    package let size: UInt64
    package let sha256: DigestValue

    package init(form: Compression, size: UInt64, sha256: DigestValue) {
        self.form = form
        self.size = size
        self.sha256 = sha256
    }
}

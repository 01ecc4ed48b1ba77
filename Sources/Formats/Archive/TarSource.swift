// SPDX-License-Identifier: Apache-2.0

/// A tar stream of an archive's contents, made while it is read.
package struct TarSource<Contents: ArchiveContents>: ByteSource {
    private let contents: Contents

    /// The digests of the regular files passed so far, by the index of their entry.
    package private(set) var digests: [Int: FileDigests] = [:]

    /// - Parameters:
    ///   - contents: The entries and their bytes. The path `.` of a directory stands for the root, written as `./`.
    ///   - dialect: How long names and large numbers are stored.
    ///   - prefix: What every path begins with: `./` in a `.deb`, or a folder's name and `/`.
    ///   - digests: What to compute of each file while it passes.
    package init(
        _ contents: Contents, dialect: TarDialect, prefix: String = "", digests: Set<ContentDigest> = []
    ) throws(UnsafeEntryName) {
        self.contents = contents
    }

    /// - Throws: `ContentChanged` where a file is longer or shorter than its entry, and what the contents throw.
    package mutating func read(upTo count: Int) throws -> [UInt8] {
        []
    }
}

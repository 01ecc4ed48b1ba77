// SPDX-License-Identifier: Apache-2.0

/// A cpio stream of an archive's contents, made while it is read.
///
/// Numeric owners are 0, and no entry is a hard link. A `TRAILER!!!` entry ends the stream.
package struct CpioSource<Contents: ArchiveContents>: ByteSource {
    private let form: CpioForm
    private let prefix: String
    private let numbers: [UInt32]
    private var stream: EntryStream<Contents>
    private var pending = PendingBytes()
    private var ended = false

    /// The digests of the regular files passed so far, by the index of their entry.
    package var digests: [Int: FileDigests] { stream.digests }

    /// - Parameters:
    ///   - contents: The entries and their bytes.
    ///   - form: The header of each file.
    ///   - prefix: What every path begins with: `./` in an `.rpm`.
    ///   - numbers: The number of each entry in the package's header; by default its index. The
    ///     stripped form stores it, `newc` stores one more as inode number.
    ///   - digests: What to compute of each file while it passes.
    /// - Throws: `UnsafeEntryName`, and `FieldOverflow` for a size or a time of 32 bits or more in `newc`.
    package init(
        _ contents: Contents, form: CpioForm, prefix: String = "", numbers: [UInt32]? = nil,
        digests: Set<ContentDigest> = []
    ) throws {
        for entry in contents.entries {
            try EntryPath.check(entry)
            if (prefix + entry.path).utf8.elementsEqual(CpioHeader.trailer) {
                throw UnsafeEntryName(path: entry.path, reason: .reserved)
            }
            guard form == .newc else { continue }
            if UInt32(exactly: entry.size) == nil {
                throw FieldOverflow(field: "size of `\(entry.path)`", value: "\(entry.size)", limit: 4)
            }
            if UInt32(exactly: entry.modified) == nil {
                throw FieldOverflow(field: "time of `\(entry.path)`", value: "\(entry.modified)", limit: 4)
            }
        }
        let numbers = numbers ?? contents.entries.indices.map { UInt32(clamping: $0) }
        guard numbers.count == contents.entries.count else {
            throw FieldOverflow(field: "file numbers", value: "\(numbers.count)", limit: contents.entries.count)
        }
        self.form = form
        self.prefix = prefix
        self.numbers = numbers
        stream = EntryStream(contents, digests: digests)
    }

    /// - Throws: `ContentChanged` where a file is longer or shorter than its entry, and what the contents throw.
    package mutating func read(upTo count: Int) throws -> [UInt8] {
        while pending.count < count, !ended {
            switch try stream.event() {
            case .header(let index): appendHeader(index)
            case .content(let bytes):
                pending.append(bytes)
                if bytes.count >= 1 << 16 { return pending.take(upTo: count) }
            case .end(let index): appendPadding(after: stream.contents.entries[index].size)
            case nil:
                pending.append(CpioHeader(name: CpioHeader.trailer).bytes())
                ended = true
            }
        }
        return pending.take(upTo: count)
    }

    private mutating func appendHeader(_ index: Int) {
        let entry = stream.contents.entries[index]
        var target: [UInt8] = []
        let format: UInt32
        switch entry.kind {
        case .file: format = CpioHeader.file
        case .directory: format = CpioHeader.directory
        case .symbolicLink(let text):
            format = CpioHeader.symbolicLink
            target = Array(text.utf8)
        }
        switch form {
        case .stripped: pending.append(CpioHeader.stripped(numbers[index]))
        case .newc:
            let size = target.isEmpty ? entry.size : UInt64(target.count)
            let header = CpioHeader(
                inode: numbers[index] &+ 1, mode: format | entry.mode & 0o7777, links: 1,
                modified: UInt32(clamping: entry.modified), contentSize: UInt32(clamping: size),
                name: Array((prefix + entry.path).utf8))
            pending.append(header.bytes())
        }
        if !target.isEmpty {
            pending.append(target)
            appendPadding(after: UInt64(target.count))
        }
    }

    private mutating func appendPadding(after size: UInt64) {
        pending.appendZeros(Int((4 - size % 4) % 4))
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Removes from a program what only linkers and debuggers read, as `strip --strip-all` does.
///
/// Everything that is loaded stays where it is, to the byte; behind it come the few kept sections that are not, the
/// names of the sections, and a new section header table. 64-bit little-endian programs and libraries alone.
package struct ELFStrip {
    private let image: ELFImage
    private let bytes: any RandomAccessBytes

    /// Returns `bytes`, which `image` describes, stripped. They are read when the result is.
    package static func stripping(_ image: ELFImage, in bytes: any RandomAccessBytes) throws -> SplicedBytes {
        try ELFStrip(image: image, bytes: bytes).result()
    }

    private func result() throws -> SplicedBytes {
        guard image.header.is64Bit, image.header.endianness == .little else {
            throw ExecutableError.unsupported("stripping ELF that is 32-bit or big-endian")
        }
        guard image.header.type == 2 || image.header.type == 3 else {
            throw ExecutableError.unsupported("stripping ELF that is neither a program nor a shared library")
        }
        let loaded = try loadedRanges()
        guard let loadedEnd = loaded.last?.upperBound else {
            throw ExecutableError.unsupported("stripping ELF of which nothing is loaded")
        }
        let kept = keptSections()
        var layout = Layout(end: loadedEnd)
        let names = SectionNames(kept.map { image.sections[$0].name })
        let places = Dictionary(uniqueKeysWithValues: zip(kept.map { UInt32($0) }, (0 as UInt32)...))
        var headers: [UInt8] = []
        for (index, name) in zip(kept, names.offsets) {
            var section = image.sections[index]
            if section.occupiesFile, !section.isAllocated {
                section = section.moved(to: layout.append(section, of: bytes))
            }
            headers += section.header(nameOffset: name, places: places)
        }
        let namesSection = ELFSection(
            name: ".shstrtab", type: ELFSection.stringTable, flags: 0, address: 0, offset: layout.end,
            size: UInt64(names.bytes.count), link: 0, info: 0, alignment: 1, entrySize: 0)
        layout.append(names.bytes)
        headers += namesSection.header(nameOffset: names.ownOffset, places: places)
        let table = layout.align(to: 8)
        layout.append(headers)
        guard layout.end <= bytes.count.addingClamped(UInt64(headers.count + names.bytes.count + 128)) else {
            throw ExecutableError.malformed(
                structure: "section header table", offset: image.header.sectionHeaders.offset,
                reason: "its sections overlap")
        }

        let start = try SplicedBytes(copyingOnly: loaded, of: bytes)
        let patched = try SplicedBytes(start, patches: [headerPatch(table: table, count: kept.count + 1)])
        return try SplicedBytes([.part(of: patched, at: 0, count: patched.count)] + layout.pieces)
    }

    /// What is loaded, and the headers that say so.
    private func loadedRanges() throws -> [Range<UInt64>] {
        let header = image.header
        let programHeaders =
            header.programHeaders
            .offset..<header.programHeaders.offset.addingClamped(
                UInt64(image.segments.count) * header.entrySizes.program)
        let segments = image.segments.map { $0.offset..<$0.offset.addingClamped($0.fileSize) }
        let sections = image.sections.filter(\.isAllocated).map(\.fileRange)
        let all = ([0..<64, programHeaders] + segments + sections).mergedRanges
        guard let end = all.last?.upperBound, end <= bytes.count else {
            throw ExecutableError.outOfBounds(
                structure: "segment", offset: all.last?.lowerBound ?? 0,
                count: all.last.map { $0.upperBound - $0.lowerBound } ?? 0, size: bytes.count)
        }
        return image.segments.isEmpty ? [] : all
    }

    /// The indices of the sections that stay: the first, those that are loaded, and processor attributes.
    private func keptSections() -> [Int] {
        image.sections.indices.filter { index in
            let section = image.sections[index]
            return index == 0 || section.isAllocated || section.type == 0x7000_0003 || section.name == ".gnu_debuglink"
        }
    }

    private func headerPatch(table: UInt64, count: Int) throws -> BytePatch {
        guard count < 0xFF00 else {
            throw ExecutableError.tooLarge(structure: "section header table", count: UInt64(count), limit: 0xFEFF)
        }
        var fields = ByteWriter()
        fields.u64(table, .little)
        fields.u32(image.header.flags, .little)
        let programHeaders = image.header.programHeaders
        for field in [64, programHeaders.entrySize, programHeaders.count, 64, UInt16(count), UInt16(count - 1)] {
            fields.u16(field, .little)
        }
        return BytePatch(offset: 40, bytes: fields.bytes)
    }
}

/// What follows the loaded part, piece by piece.
private struct Layout {
    private(set) var pieces: [SplicedBytes.Piece] = []
    private(set) var end: UInt64

    init(end: UInt64) {
        self.end = end
    }

    mutating func append(_ bytes: [UInt8]) {
        pieces.append(.literal(bytes))
        end += UInt64(bytes.count)
    }

    /// Returns where the section now is.
    mutating func append(_ section: ELFSection, of bytes: any RandomAccessBytes) -> UInt64 {
        let start = align(to: min(max(section.alignment, 1), 64))
        pieces.append(.part(of: bytes, at: section.offset, count: section.size))
        end = end.addingClamped(section.size)
        return start
    }

    mutating func align(to alignment: UInt64) -> UInt64 {
        let padding = (alignment - end % alignment) % alignment
        pieces.append(.zeros(padding))
        end += padding
        return end
    }
}

/// The section names, each once, with their offsets in the table.
private struct SectionNames {
    private(set) var bytes: [UInt8] = [0]
    private(set) var offsets: [UInt32] = []
    let ownOffset: UInt32

    init(_ names: [String]) {
        var known: [String: UInt32] = ["": 0]
        var bytes: [UInt8] = [0]
        func place(_ name: String) -> UInt32 {
            if let offset = known[name] { return offset }
            let offset = UInt32(bytes.count)
            known[name] = offset
            bytes += Array(name.utf8) + [0]
            return offset
        }
        offsets = names.map(place)
        ownOffset = place(".shstrtab")
        self.bytes = bytes
    }
}

extension SplicedBytes {
    /// `bytes` up to the end of the last range, with zeros wherever no range is; the ranges ascend.
    fileprivate init(copyingOnly ranges: [Range<UInt64>], of bytes: any RandomAccessBytes) throws(ExecutableError) {
        var pieces: [Piece] = []
        var end: UInt64 = 0
        for range in ranges {
            pieces.append(.zeros(range.lowerBound - end))
            pieces.append(.part(of: bytes, at: range.lowerBound, count: range.upperBound - range.lowerBound))
            end = range.upperBound
        }
        try self.init(pieces)
    }
}

extension ELFSection {
    fileprivate func moved(to offset: UInt64) -> ELFSection {
        ELFSection(
            name: name, type: type, flags: flags, address: address, offset: offset, size: size, link: link, info: info,
            alignment: alignment, entrySize: entrySize)
    }

    /// The 64 bytes of its header; references to other sections follow these to their new `places`.
    fileprivate func header(nameOffset: UInt32, places: [UInt32: UInt32]) -> [UInt8] {
        let infoIsSection = flags & 0x40 != 0 || type == Self.relocations || type == Self.relocationsWithAddend
        let isNull = type == Self.null
        var writer = ByteWriter(reservingCapacity: 64)
        writer.u32(nameOffset, .little)
        writer.u32(type, .little)
        for word in [flags, address, offset, isNull ? 0 : size] { writer.u64(word, .little) }
        writer.u32(isNull ? 0 : places[link, default: 0], .little)
        writer.u32(infoIsSection ? places[info, default: 0] : info, .little)
        for word in [alignment, entrySize] { writer.u64(word, .little) }
        return writer.bytes
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A universal file: Mach-O images of several architectures, one after another (`mach-o/fat.h`, big-endian).
///
///     offset size  fat_header, fat_arch
///          0    4  magic CAFEBABE (CAFEBABF: offset and size of 8 bytes, and 4 more at the end)
///          4    4  number of images
///          8   20  each: cputype, cpusubtype, offset, size, alignment as a power of two
package struct FatMachO: Sendable, Hashable {
    /// In the file's order.
    package let slices: [Slice]

    /// One image of a universal file.
    package struct Slice: Sendable, Hashable {
        package let image: MachOImage
        /// Where it is in the file; the image's own offsets count from there.
        package let range: Range<UInt64>
        /// The power of two that its offset is a multiple of.
        package let alignmentExponent: UInt32
    }

    /// No universal file has more; Java's class files have the same magic, and a larger number after it.
    private static let sliceLimit: UInt32 = 30

    static func isMagic(_ magic: [UInt8]) -> Bool {
        guard magic.count == 8, magic.starts(with: [0xCA, 0xFE, 0xBA]), magic[3] == 0xBE || magic[3] == 0xBF else {
            return false
        }
        return magic[4] == 0 && magic[5] == 0 && magic[6] == 0 && (1...sliceLimit).contains(UInt32(magic[7]))
    }

    package init(parsing bytes: any RandomAccessBytes) throws {
        let magic = try bytes.read(at: 0, count: Int(min(8, bytes.count)))
        guard Self.isMagic(magic) else { throw ExecutableError.unrecognized(expected: "universal Mach-O") }
        let is64Bit = magic[3] == 0xBF
        let count = Int(magic[7])
        let entrySize = is64Bit ? 32 : 20
        let table = try bytes.fields(
            "table of images", at: 0, count: UInt64(8 + count * entrySize), order: .big)
        slices = try (0..<count).map { index in
            let entry = 8 + index * entrySize
            let offset = try table.word(at: entry + 8, is64Bit: is64Bit)
            let size = try table.word(at: entry + (is64Bit ? 16 : 12), is64Bit: is64Bit)
            let exponent = try table.u32(at: entry + (is64Bit ? 24 : 16))
            guard offset >= UInt64(table.count) else { throw table.malformed("an image overlaps the table") }
            let part = try SplicedBytes([.part(of: bytes, at: offset, count: size)])
            let image = try MachOImage(parsing: part)
            guard try table.u32(at: entry) == image.cpuType else {
                throw table.malformed("image \(index) is of another architecture than the table says")
            }
            return Slice(image: image, range: offset..<offset + size, alignmentExponent: exponent)
        }
        try Self.refuseOverlaps(slices, table: table)
    }

    private static func refuseOverlaps(_ slices: [Slice], table: ByteFields) throws(ExecutableError) {
        let ranges = slices.map(\.range).sorted { $0.lowerBound < $1.lowerBound }
        for (range, next) in zip(ranges, ranges.dropFirst()) where range.overlaps(next) {
            throw table.malformed("two images overlap")
        }
    }
}

extension FatMachO {
    /// 2^14 bytes: the page size of arm64, and what current linkers align every architecture to.
    static let alignmentExponent: UInt32 = 14

    /// Merges thin images into a universal file, as `lipo -create` does: x86_64 first, arm64 last.
    ///
    /// The images' bytes are read when the result is written. Sign before merging, or each slice after.
    package static func merging(_ images: [any RandomAccessBytes]) throws -> SplicedBytes {
        guard !images.isEmpty else { throw ExecutableError.unsupported("a universal Mach-O file without images") }
        let ordered = try images.map { (image: try MachOImage(parsing: $0), bytes: $0) }
            .sorted { rank($0.image) < rank($1.image) }
        for (first, second) in zip(ordered, ordered.dropFirst()) where rank(first.image) == rank(second.image) {
            throw ExecutableError.unsupported("merging two images for \(first.image.architecture)")
        }
        let alignment: UInt64 = 1 << alignmentExponent
        var table = ByteWriter()
        table.u32(0xCAFE_BABE, .big)
        table.u32(UInt32(ordered.count), .big)
        var pieces: [SplicedBytes.Piece] = []
        var end = UInt64(8 + 20 * ordered.count)
        for (image, bytes) in ordered {
            let offset = (end + alignment - 1) / alignment * alignment
            guard let offset32 = UInt32(exactly: offset), let size32 = UInt32(exactly: bytes.count),
                offset + bytes.count <= UInt64(UInt32.max)
            else { throw ExecutableError.unsupported("a universal Mach-O file of 4 GiB or more") }
            for field in [image.cpuType, image.cpuSubtype, offset32, size32, alignmentExponent] {
                table.u32(field, .big)
            }
            pieces.append(.zeros(offset - end))
            pieces.append(.part(of: bytes, at: 0, count: bytes.count))
            end = offset + bytes.count
        }
        return try SplicedBytes([.literal(table.bytes)] + pieces)
    }

    private static func rank(_ image: MachOImage) -> (Int, UInt32, UInt32) {
        (image.architecture == .arm64 ? 1 : 0, image.cpuType, image.cpuSubtype & 0x00FF_FFFF)
    }
}

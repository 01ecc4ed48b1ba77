// SPDX-License-Identifier: Apache-2.0

/// Makes builds of one program in different folders the same bytes.
///
/// Two stripped builds of a Swift program differ by their folder in two sections alone: the GNU build ID, which is a
/// digest of what the linker saw, and `.swift_modhash`, the compiler's digest of its arguments. No code reads either.
package enum ELFNormalization {
    /// The patches that overwrite both; none where the file has neither.
    ///
    /// - Parameter buildID: What the build ID becomes, as far as there is room; the rest are zeros.
    package static func patches(
        for image: ELFImage, in bytes: any RandomAccessBytes, buildID: [UInt8] = []
    ) throws -> [BytePatch] {
        var patches: [BytePatch] = []
        let reader = ELFTableReader(bytes: bytes, header: image.header)
        for note in try reader.notes(segments: image.segments, sections: image.sections)
        where note.name == "GNU" && note.type == 3 && !note.descriptor.isEmpty {
            let count = note.descriptor.count
            let identity = Array(buildID.prefix(count))
            patches.append(
                BytePatch(
                    offset: note.descriptorOffset,
                    bytes: identity + Array(repeating: 0, count: count - identity.count)))
        }
        for section in image.sections where section.name == ".swift_modhash" && section.occupiesFile {
            let content = try bytes.fields(
                section.name, at: section.offset, count: section.size, order: image.header.endianness)
            patches.append(zeros(at: content.fileOffset, count: content.count))
        }
        return patches.sorted { $0.offset < $1.offset }
    }

    private static func zeros(at offset: UInt64, count: Int) -> BytePatch {
        BytePatch(offset: offset, bytes: Array(repeating: 0, count: count))
    }
}

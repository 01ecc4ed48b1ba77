// SPDX-License-Identifier: Apache-2.0

/// The `.ARM.attributes` section, of which only `Tag_CPU_arch` is read ("Addenda to, and Errata in, the ABI for the
/// ARM Architecture", chapter 3).
///
///     'A', then per vendor: u32 length, name, zero, then per scope: tag, u32 length, attributes
enum ARMBuildAttributes {
    /// The architecture that the whole file needs, or nil where it isn't said.
    static func architecture(_ fields: ByteFields) throws(ExecutableError) -> ProcessorArchitecture? {
        guard fields.count > 5, try fields.u8(at: 0) == UInt8(ascii: "A") else { return nil }
        var position = 1
        while position + 4 <= fields.count {
            let length = Int(try fields.u32(at: position))
            guard length > 4, length <= fields.count - position else { throw fields.malformed("a length is wrong") }
            let vendor = try fields.string(at: position + 4)
            if vendor == "aeabi" {
                return try inVendor(fields, from: position + 10, to: position + length)
            }
            position += length
        }
        return nil
    }

    private static func inVendor(
        _ fields: ByteFields, from start: Int, to end: Int
    ) throws(ExecutableError) -> ProcessorArchitecture? {
        var position = start
        while position + 5 <= end {
            let tag = try fields.u8(at: position)
            let length = Int(try fields.u32(at: position + 1))
            guard length >= 5, length <= end - position else { throw fields.malformed("a length is wrong") }
            if tag == 1 { return try inFileScope(fields, from: position + 5, to: position + length) }
            position += length
        }
        return nil
    }

    private static func inFileScope(
        _ fields: ByteFields, from start: Int, to end: Int
    ) throws(ExecutableError) -> ProcessorArchitecture? {
        var position = start
        while position < end {
            let tag = try uleb128(fields, &position, end)
            if tag == 6 { return architecture(try uleb128(fields, &position, end)) }
            let hasText = tag == 4 || tag == 5 || tag == 32 || (tag > 32 && tag & 1 == 1)
            if tag == 32 || !hasText { _ = try uleb128(fields, &position, end) }
            if hasText { position += try fields.string(at: position).utf8.count + 1 }
        }
        return nil
    }

    private static func architecture(_ value: UInt64) -> ProcessorArchitecture? {
        switch value {
        case 3...5: .armv5
        case 6...9: .armv6
        case 10: .armv7
        default: nil
        }
    }

    private static func uleb128(
        _ fields: ByteFields, _ position: inout Int, _ end: Int
    ) throws(ExecutableError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < end, shift < 63 {
            let byte = try fields.u8(at: position)
            position += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
        throw fields.malformed("a number has no end")
    }
}

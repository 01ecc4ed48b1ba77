// SPDX-License-Identifier: Apache-2.0

extension ArMember {
    /// What an archive begins with.
    static let magic: [UInt8] = Array("!<arch>\n".utf8)
    static let headerSize = 60

    func header() throws(FieldOverflow) -> [UInt8] {
        guard !name.isEmpty else { throw FieldOverflow(field: "member name", value: name, limit: 16) }
        var out = ByteWriter(reservingCapacity: Self.headerSize)
        try out.padded(name, to: 16, with: UInt8(ascii: " "), field: "member name")
        try out.padded("\(modified)", to: 12, with: UInt8(ascii: " "), field: "modification time")
        try out.padded("0", to: 6, with: UInt8(ascii: " "), field: "owner")
        try out.padded("0", to: 6, with: UInt8(ascii: " "), field: "group")
        try out.padded(String(mode, radix: 8), to: 8, with: UInt8(ascii: " "), field: "mode")
        try out.padded("\(size)", to: 10, with: UInt8(ascii: " "), field: "member size")
        out.append("`\n")
        return out.bytes
    }

    /// - Parameters:
    ///   - header: 60 bytes.
    ///   - offset: Where they stand in the archive, for errors.
    init(parsing header: [UInt8], offset: UInt64) throws(ArchiveReadError) {
        func text(_ range: Range<Int>) -> String {
            var field = header[range]
            while field.last == UInt8(ascii: " ") { field.removeLast() }
            return String(decoding: field, as: UTF8.self)
        }
        guard header.count == Self.headerSize, header[58...].elementsEqual("`\n".utf8) else {
            throw .malformed(field: "end of header", offset: offset)
        }
        var name = text(0..<16)
        if name.utf8.count > 1, name.utf8.last == UInt8(ascii: "/"), name != "//" { name.removeLast() }
        guard !name.isEmpty else { throw .malformed(field: "member name", offset: offset) }
        let time = text(16..<28)
        guard let modified = time.isEmpty ? 0 : Int64(time) else {
            throw .malformed(field: "modification time", offset: offset)
        }
        let bits = text(40..<48)
        guard let mode = bits.isEmpty ? 0 : UInt32(bits, radix: 8) else {
            throw .malformed(field: "mode", offset: offset)
        }
        guard let size = UInt64(text(48..<58)) else { throw .malformed(field: "member size", offset: offset) }
        self.init(name: name, modified: modified, mode: mode, size: size)
    }
}

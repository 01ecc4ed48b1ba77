// SPDX-License-Identifier: Apache-2.0
import Formats
import Testing

@Suite("Reading and writing bytes")
struct ByteReaderTests {
    @Test(arguments: [Endianness.little, .big])
    func `reads back what was written`(_ endianness: Endianness) throws {
        var out = ByteWriter()
        out.u8(0xAB)
        out.u16(0x1234, endianness)
        out.u32(0xDEAD_BEEF, endianness)
        out.u64(0x0123_4567_89AB_CDEF, endianness)
        out.append("name\u{0}rest")
        var reader = ByteReader(out.bytes)
        #expect(try reader.u8() == 0xAB)
        #expect(try reader.u16(endianness) == 0x1234)
        #expect(try reader.u32(endianness) == 0xDEAD_BEEF)
        #expect(try reader.u64(endianness) == 0x0123_4567_89AB_CDEF)
        #expect(Array(try reader.zeroTerminated()) == Array("name".utf8))
        #expect(reader.offset == 20)
        #expect(Array(try reader.bytes(count: 4)) == Array("rest".utf8))
        #expect(reader.remaining == 0)
    }

    @Test func `stores the bytes in the order asked for`() {
        var out = ByteWriter()
        out.u32(0x0102_0304, .little)
        out.u32(0x0102_0304, .big)
        #expect(out.bytes == [4, 3, 2, 1, 1, 2, 3, 4])
    }

    @Test func `refuses to read past the end, and stays where it is`() {
        var reader = ByteReader([1, 2, 3][1...])
        #expect(reader.count == 2)
        #expect(throws: UnexpectedEnd(offset: 0, needed: 4, available: 2)) { try reader.u32(.big) }
        #expect(throws: UnexpectedEnd(offset: 0, needed: -1, available: 2)) { try reader.bytes(count: -1) }
        #expect(throws: UnexpectedEnd(offset: 0, needed: Int.max, available: 2)) { try reader.skip(.max) }
        #expect(throws: UnexpectedEnd(offset: 3, needed: 0, available: 0)) { try reader.seek(to: 3) }
        #expect(throws: UnexpectedEnd(offset: 0, needed: 3, available: 2)) { try reader.zeroTerminated() }
        #expect(reader.offset == 0)
    }

    @Test func `counts offsets in a slice from its own start`() throws {
        let reader = ByteReader(Array(0...9)[2...])
        var part = try reader.slice(at: 3, count: 2)
        #expect(try part.u8() == 5)
        #expect(part.offset == 1)
        #expect(throws: UnexpectedEnd(offset: 7, needed: 2, available: 1)) { try reader.slice(at: 7, count: 2) }
    }

    @Test func `pads fields and refuses what does not fit`() throws {
        var out = ByteWriter()
        try out.padded("ab", to: 4, with: 0x20, field: "name")
        #expect(out.bytes == [0x61, 0x62, 0x20, 0x20])
        #expect(throws: FieldOverflow(field: "name", value: "abcde", limit: 4)) {
            try out.padded("abcde", to: 4, field: "name")
        }
        out.u8(1)
        out.align(to: 4)
        out.align(to: 4)
        #expect(out.count == 8)
    }

    @Test func `fills a piece from a source that hands out little`() throws {
        let bytes = sampleBytes(200_000)
        var source = UnevenSource(bytes)
        #expect(try source.fill(150_000) == Array(bytes[..<150_000]))
        #expect(try source.fill(150_000) == Array(bytes[150_000...]))
        #expect(try source.fill(150_000) == [])
    }

    @Test func `reads all of a source up to a limit`() throws {
        var exact = ArraySource([1, 2, 3])
        #expect(try exact.readAll(limit: 3) == [1, 2, 3])
        var long = ArraySource([1, 2, 3, 4])
        #expect(throws: FieldOverflow.self) { try long.readAll(limit: 3) }
    }

    @Test func `digests as the standards' examples say`() {
        var hasher = ContentHasher([.md5, .sha256])
        hasher.update(Array("a".utf8))
        hasher.update(Array("bc".utf8))
        let digests = hasher.digests()
        #expect(digests.md5?.description == "900150983cd24fb0d6963f7d28e17f72")
        #expect(digests.sha256?.description == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(ContentHasher([.md5]).digests().sha256 == nil)
    }
}

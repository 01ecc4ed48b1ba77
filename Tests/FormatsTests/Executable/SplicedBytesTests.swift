// SPDX-License-Identifier: Apache-2.0

import Formats
import Testing

@Suite("Spliced bytes")
struct SplicedBytesTests {
    private let base = BytesInMemory(Array(0..<20))

    @Test
    func `joins literals, zeros and parts, readable from anywhere`() throws {
        let spliced = try SplicedBytes([
            .literal([100, 101]), .zeros(3), .part(of: base, at: 5, count: 4), .zeros(0), .literal([102]),
        ])
        let expected: [UInt8] = [100, 101, 0, 0, 0, 5, 6, 7, 8, 102]
        #expect(spliced.count == 10)
        for start in 0...10 {
            for count in 0...10 - start {
                #expect(try spliced.read(at: UInt64(start), count: count) == Array(expected[start..<start + count]))
            }
        }
        #expect(throws: ExecutableError.outOfBounds(structure: "bytes", offset: 8, count: 3, size: 10)) {
            try spliced.read(at: 8, count: 3)
        }
    }

    @Test
    func `patches in any order`() throws {
        let patched = try SplicedBytes(
            base, patches: [BytePatch(offset: 18, bytes: [1, 2]), BytePatch(offset: 0, bytes: [9])])
        var sink = ArraySink()
        try patched.write(to: &sink)
        #expect(sink.bytes == [9] + Array(1..<18) + [1, 2])
    }

    @Test
    func `refuses patches that overlap or lie outside, and parts that aren't there`() {
        #expect(throws: ExecutableError.outOfBounds(structure: "patch", offset: 19, count: 2, size: 20)) {
            try SplicedBytes(base, patches: [BytePatch(offset: 19, bytes: [1, 2])])
        }
        #expect(throws: ExecutableError.outOfBounds(structure: "patch", offset: 3, count: 1, size: 20)) {
            try SplicedBytes(base, patches: [BytePatch(offset: 2, bytes: [1, 2]), BytePatch(offset: 3, bytes: [1])])
        }
        #expect(throws: ExecutableError.outOfBounds(structure: "part of a file", offset: 1, count: 20, size: 20)) {
            try SplicedBytes([.part(of: base, at: 1, count: 20)])
        }
    }
}

@Suite("Dotted versions")
struct DottedVersionTests {
    @Test(arguments: [("2.9", "2.34"), ("2.34", "2.34.1"), ("3.4", "3.4.30"), ("0", "1")])
    func `orders number by number`(_ older: String, _ newer: String) throws {
        let older = try #require(DottedVersion(parsing: older))
        let newer = try #require(DottedVersion(parsing: newer))
        #expect(older < newer)
        #expect(!(newer < older))
    }

    @Test
    func `a missing number is zero`() {
        #expect(DottedVersion([11]) == DottedVersion([11, 0]))
        #expect(Set([DottedVersion([11]), DottedVersion([11, 0, 0])]).count == 1)
    }

    @Test(arguments: ["", "PRIVATE", "2.", ".2", "2..3", "2.x", "-1", "4294967296", "²"])
    func `refuses anything else`(_ text: String) {
        #expect(DottedVersion(parsing: text) == nil)
    }
}

// SPDX-License-Identifier: Apache-2.0
import Formats
import Testing

@Suite("RPM header")
struct RPMHeaderTests {
    @Test func `is stored with its entries sorted, its integers aligned and its region last`() throws {
        var header = RPMHeader()
        header[.size] = .int32([0x0102_0304])
        header[.name] = .string("ab")
        header[.fileModes] = .int16([0x0506])
        header[.longSize] = .int64([7])
        let bytes = try header.bytes(.immutable)
        let expected: [[UInt8]] = [
            [0x8E, 0xAD, 0xE8, 1, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 40],
            [0, 0, 0, 63, 0, 0, 0, 7, 0, 0, 0, 24, 0, 0, 0, 16],
            [0, 0, 3, 0xE8, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 1],
            [0, 0, 3, 0xF1, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 1],
            [0, 0, 4, 6, 0, 0, 0, 3, 0, 0, 0, 8, 0, 0, 0, 1],
            [0, 0, 0x13, 0x91, 0, 0, 0, 5, 0, 0, 0, 16, 0, 0, 0, 1],
            [0x61, 0x62, 0, 0, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 7],
            [0, 0, 0, 63, 0, 0, 0, 7, 0xFF, 0xFF, 0xFF, 0xB0, 0, 0, 0, 16],
        ]
        #expect(bytes == expected.flatMap { $0 })
    }
}

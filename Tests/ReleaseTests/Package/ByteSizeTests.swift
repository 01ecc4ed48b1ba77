// SPDX-License-Identifier: Apache-2.0
import Release
import Testing

@Suite("A number of bytes, in words")
struct ByteSizeTests {
    @Test(
        arguments: [
            (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1049, "1.0 kB"), (1050, "1.1 kB"), (999_949, "999.9 kB"),
            (999_950, "1.0 MB"), (58_887_600, "58.9 MB"), (999_999_999, "1.0 GB"), (2_147_483_648, "2.1 GB"),
            (UInt64.max, "18.4 EB"),
        ] as [(UInt64, String)])
    func `is rounded to tenths`(_ bytes: UInt64, _ text: String) {
        #expect(ByteSize(bytes).description == text)
    }
}

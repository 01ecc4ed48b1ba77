// SPDX-License-Identifier: Apache-2.0
import Release
import Testing

@Suite("Build paths in programs")
struct BuildPathScrubberTests {
    private let path = Array("/home/ada/cache".utf8)
    private let neutral = Array("/fledge/build__".utf8)

    @Test(arguments: [1, 2, 3, 7, 14, 15, 16, 64, 1000])
    func `are replaced wherever the chunks are cut`(_ size: Int) throws {
        let text = "x/home/ada/cache/a.resources\0/home/ada/cach_/home/ada/cache/home/ada/cache"
        var scrubber = try #require(BuildPathScrubber(path: path, replacement: neutral))
        var output: [UInt8] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            output += scrubber.scrub(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        output += scrubber.finish()
        #expect(
            String(decoding: output, as: UTF8.self)
                == "x/fledge/build__/a.resources\0/home/ada/cach_/fledge/build__/fledge/build__")
    }

    @Test func `are not touched when the replacement has another length`() {
        #expect(BuildPathScrubber(path: path, replacement: neutral + [0]) == nil)
        #expect(BuildPathScrubber(path: [], replacement: []) == nil)
    }
}

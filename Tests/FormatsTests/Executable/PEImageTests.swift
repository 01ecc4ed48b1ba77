// SPDX-License-Identifier: Apache-2.0

import Formats
import TestSupport
import Testing

@Suite("PE images")
struct PEImageTests {
    @Test(.enabled(if: ForeignTool.areThere("go")))
    func `reads a Windows program`() throws {
        try ScratchFolder.with { fixture in
            let bytes = try fixture.compileGo("windows", "amd64")
            let image = try PEImage(parsing: bytes)
            #expect(image.architecture == .amd64)
            #expect(image.is64Bit)
            #expect(!image.isLibrary)
            #expect(image.subsystem == .console)
            #expect(image.importedLibraries == ["kernel32.dll"])
            #expect(image.delayedLibraries == [])
            #expect(image.sections.first?.name == ".text")
            let format = try #require(try ExecutableFormat(detecting: bytes))
            #expect(format.container == .pe)
            #expect(format.operatingSystem == .windows)
            #expect(format.architectures == [.amd64])

            var generator = SeededGenerator(seed: 3)
            for _ in 0..<500 {
                var damaged = Array(bytes.bytes.prefix(4096))
                for _ in 0..<3 {
                    damaged[Int.random(in: 0..<1024, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
                }
                do {
                    _ = try Executable(parsing: BytesInMemory(damaged))
                } catch {
                    #expect(error is ExecutableError, "\(error)")
                }
            }
        }
    }

    @Test
    func `a file of no known format is none, not an error`() throws {
        for bytes in [[], [0x7F], Array("MZ".utf8), Array("#!/bin/sh\n".utf8), Array(repeating: 0x4D, count: 100)] {
            #expect(try ExecutableFormat(detecting: BytesInMemory(bytes)) == nil)
        }
    }
}

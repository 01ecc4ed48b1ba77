// SPDX-License-Identifier: Apache-2.0

import Formats
import TestSupport
import Testing

@Suite("Mach-O images and universal files")
struct FatMachOTests {
    @Test(.enabled(if: ForeignTool.areThere("go")))
    func `merges as lipo does, and llvm-objdump reads it`() throws {
        try ScratchFolder.with { fixture in
            let arm = try fixture.compileGo("darwin", "arm64")
            let intel = try fixture.compileGo("darwin", "amd64")
            var sink = ArraySink()
            try FatMachO.merging([arm, intel]).write(to: &sink)

            let intelOffset: UInt64 = 1 << 14
            let armOffset = (intelOffset + intel.count + 0x3FFF) & ~0x3FFF
            #expect(UInt64(sink.bytes.count) == armOffset + arm.count)
            #expect(Array(sink.bytes[Int(intelOffset)...].prefix(intel.bytes.count)) == intel.bytes)
            #expect(Array(sink.bytes[Int(armOffset)...]) == arm.bytes)
            #expect(sink.bytes[48..<Int(intelOffset)].allSatisfy { $0 == 0 })

            let file = try FatMachO(parsing: BytesInMemory(sink.bytes))
            #expect(file.slices.map(\.image.architecture) == [.amd64, .arm64])
            #expect(file.slices.map(\.alignmentExponent) == [14, 14])
            #expect(file.slices.map(\.range.lowerBound) == [intelOffset, armOffset])
            let format = try #require(try ExecutableFormat(detecting: BytesInMemory(sink.bytes)))
            #expect(format.container == .universalMachO)
            #expect(format.operatingSystem == .macOS)
            #expect(format.architectures == [.amd64, .arm64])

            for image in file.slices.map(\.image) {
                #expect(image.fileType == .executable)
                #expect(image.libraries.map(\.name).contains("/usr/lib/libSystem.B.dylib"))
                #expect(image.rpaths == [])
            }
            #expect(file.slices[0].image.codeSignature == nil)
            let signature = try #require(file.slices[1].image.codeSignature)
            #expect(signature.isAdHoc)
            #expect(signature.isLinkerSigned)
            #expect(!signature.hasHardenedRuntime)
            #expect(signature.teamIdentifier == nil)
            #expect(signature.identifier == "a.out")

            guard ForeignTool.areThere("llvm-objdump") else { return }
            try fixture.write(sink.bytes, to: "universal", mode: 0o755)
            let headers = try fixture.run("llvm-objdump", ["--macho", "--universal-headers", "universal"])
            #expect(
                headers == """
                    Fat headers
                    fat_magic FAT_MAGIC
                    nfat_arch 2
                    architecture x86_64
                        cputype CPU_TYPE_X86_64
                        cpusubtype CPU_SUBTYPE_X86_64_ALL
                        capabilities 0x0
                        offset \(intelOffset)
                        size \(intel.count)
                        align 2^14 (16384)
                    architecture arm64
                        cputype CPU_TYPE_ARM64
                        cpusubtype CPU_SUBTYPE_ARM64_ALL
                        capabilities 0x0
                        offset \(armOffset)
                        size \(arm.count)
                        align 2^14 (16384)

                    """)
            let commands = try fixture.run(
                "llvm-objdump", ["--macho", "--arch=arm64", "--private-headers", "universal"])
            let words = commands.split(whereSeparator: \.isWhitespace).map(String.init)
            let minimum = try #require(words.firstIndex(of: "minos"))
            let sdk = try #require(words.firstIndex(of: "sdk"))
            #expect(file.slices[1].image.minimumOS?.description == words[minimum + 1])
            #expect(file.slices[1].image.sdk?.description == words[sdk + 1])
        }
    }

    @Test
    func `reads every load command that matters`() throws {
        let image = try MachOImage(parsing: Self.thin())
        #expect(image.architecture == .arm64)
        #expect(image.operatingSystem == .macOS)
        #expect(image.minimumOS?.description == "13.0")
        #expect(image.sdk?.description == "14.2.1")
        #expect(
            image.libraries == [
                .init(name: "/usr/lib/libSystem.B.dylib", isWeak: false),
                .init(name: "@rpath/libswift_Concurrency.dylib", isWeak: true),
            ])
        #expect(image.rpaths == ["/usr/lib/swift", "@executable_path/../lib"])
        #expect(image.uuid == Array(0..<16))
        #expect(image.codeSignature == nil)
        #expect(image.installName == nil)
    }

    @Test
    func `refuses to merge what doesn't belong together`() throws {
        let arm = Self.thin()
        let intel = Self.thin(cpuType: 0x0100_0007, cpuSubtype: 3)
        #expect(throws: ExecutableError.unsupported("merging two images for arm64")) {
            try FatMachO.merging([arm, intel, arm])
        }
        #expect(throws: ExecutableError.unsupported("a universal Mach-O file without images")) {
            try FatMachO.merging([])
        }
        #expect(throws: ExecutableError.unrecognized(expected: "Mach-O")) {
            try FatMachO.merging([arm, BytesInMemory(Array("#!/bin/sh\n".utf8))])
        }
        var sink = ArraySink()
        try FatMachO.merging([arm, intel]).write(to: &sink)
        let universal = BytesInMemory(sink.bytes)
        #expect(throws: ExecutableError.unrecognized(expected: "Mach-O")) { try FatMachO.merging([universal]) }
    }

    @Test
    func `takes no Java class for a universal file`() throws {
        let java = BytesInMemory([0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 0x34] + Array(repeating: 0, count: 64))
        #expect(try ExecutableFormat(detecting: java) == nil)
    }

    @Test
    func `survives any damage`() throws {
        var sink = ArraySink()
        try FatMachO.merging([Self.thin(), Self.thin(cpuType: 0x0100_0007, cpuSubtype: 3)]).write(to: &sink)
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<1500 {
            var damaged = sink.bytes
            for _ in 0..<3 {
                let start = [0, 1 << 14, 2 << 14].randomElement(using: &generator) ?? 0
                let place = start + Int.random(in: 0..<320, using: &generator)
                damaged[place] =
                    [0, 1, 0x80, 0xFF, UInt8.random(in: 0...255, using: &generator)]
                    .randomElement(using: &generator) ?? 0
            }
            do {
                _ = try Executable(parsing: BytesInMemory(damaged))
            } catch {
                #expect(error is ExecutableError, "\(error)")
            }
        }
    }

    /// A thin executable that consists of its header and load commands.
    static func thin(cpuType: UInt32 = 0x0100_000C, cpuSubtype: UInt32 = 0) -> BytesInMemory {
        func command(_ kind: UInt32, _ numbers: [UInt32], text: String? = nil, raw: [UInt8] = []) -> [UInt8] {
            var content = ByteWriter()
            for number in numbers { content.u32(number, .little) }
            content.append(raw)
            if let text { content.append(Array(text.utf8) + [0]) }
            content.align(to: 8)
            var whole = ByteWriter()
            whole.u32(kind, .little)
            whole.u32(UInt32(content.count + 8), .little)
            whole.append(content.bytes)
            return whole.bytes
        }
        let commands = [
            command(0x1B, [], raw: Array(0..<16)),
            command(0x32, [1, 13 << 16, 14 << 16 | 2 << 8 | 1, 0]),
            command(0x0C, [24, 2, 0x10000, 0x10000], text: "/usr/lib/libSystem.B.dylib"),
            command(0x8000_0018, [24, 2, 0x10000, 0x10000], text: "@rpath/libswift_Concurrency.dylib"),
            command(0x8000_001C, [12], text: "/usr/lib/swift"),
            command(0x8000_001C, [12], text: "@executable_path/../lib"),
        ]
        var writer = ByteWriter()
        let size = UInt32(commands.map(\.count).reduce(0, +))
        for field in [0xFEED_FACF, cpuType, cpuSubtype, 2, UInt32(commands.count), size, 0x85, 0] {
            writer.u32(field, .little)
        }
        for command in commands { writer.append(command) }
        writer.append(repeatElement(0x90, count: 64))
        return BytesInMemory(writer.bytes)
    }
}

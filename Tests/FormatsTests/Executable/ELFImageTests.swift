// SPDX-License-Identifier: Apache-2.0

import Formats
import TestSupport
import Testing

@Suite("ELF images")
struct ELFImageTests {
    static let program = """
        #include <math.h>
        #include <stdio.h>
        int main(int count, char **arguments) { printf("hello %.2f\\n", hypot(count + 2, 4)); return 0; }
        """

    @Test(.enabled(if: ForeignTool.areThere("cc")))
    func `reads what a dynamic program is and needs`() throws {
        try ScratchFolder.with { fixture in
            let image = try ELFImage(parsing: fixture.compile(Self.program, options("-g", "-lm")))
            #expect(image.linkage == .dynamicPIE)
            #expect(image.architecture == Self.host)
            #expect(image.operatingSystem == .linux)
            #expect(image.dynamic.needed == ["libm.so.6", "libc.so.6"])
            #expect(image.dynamic.soname == nil)
            #expect(image.dynamic.rpath == [])
            #expect(image.dynamic.runpath == [])
            #expect(image.dynamic.hasGNUHash)
            #expect(!image.isStripped)
            #expect(image.hasDebugInformation)
            #expect(image.buildID?.count == 20)
            #expect(image.section(named: ".text")?.isExecutable == true)
            #expect(try image.interpreter == fixture.run("readelf", ["-p", ".interp", "program"]).interpreterPath)
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("cc", "readelf")), arguments: ["gnu", "sysv"])
    func `names the symbols of each version as readelf does, without a section table too`(_ hash: String) throws {
        try ScratchFolder.with { fixture in
            let bytes = try fixture.compile(Self.program, options("-lm", "-Wl,--hash-style=\(hash)"))
            let image = try ELFImage(parsing: bytes)
            var expected: [String: [String]] = [:]
            for line in try fixture.run("readelf", ["-W", "--dyn-syms", "program"]).split(separator: "\n") {
                let words = line.split(separator: " ")
                guard words.count >= 8, words[6] == "UND" else { continue }
                let parts = words[7].split(separator: "@")
                if parts.count == 2 { expected[String(parts[1]), default: []].append(String(parts[0])) }
            }
            var seen: [String: [String]] = [:]
            for version in image.dynamic.versionRequirements.flatMap(\.versions) {
                seen[version.name, default: []] += version.symbols
            }
            #expect(expected.count >= 2)
            #expect(seen.mapValues { $0.sorted() } == expected.mapValues { $0.sorted() })

            var bare = bytes.bytes
            bare.replaceSubrange(40..<48, with: repeatElement(0, count: 8))
            bare.replaceSubrange(60..<64, with: repeatElement(0, count: 4))
            let withoutSections = try ELFImage(parsing: BytesInMemory(bare))
            #expect(withoutSections.sections == [])
            #expect(withoutSections.dynamic == image.dynamic)
            #expect(withoutSections.buildID == image.buildID)
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("g++")))
    func `finds the floors of glibc and libstdc++ with the symbols that set them`() throws {
        try ScratchFolder.with { fixture in
            try fixture.write(
                """
                #include <filesystem>
                #include <iostream>
                #include <stdexcept>
                int main() {
                    try { throw std::runtime_error("no"); } catch (std::exception &error) { std::cout << error.what(); }
                    std::cout << std::filesystem::path("/a/b").filename() << std::endl;
                }
                """, to: "program.cpp")
            try fixture.run("g++", ["-std=c++17", "program.cpp", "-o", "program"])
            let image = try ELFImage(parsing: fixture.contents("program"))
            let glibc = try #require(image.floor(.glibc))
            let glibcxx = try #require(image.floor(.glibcxx))
            #expect(glibc.library == "libc.so.6")
            #expect(glibc.name == "GLIBC_\(glibc.version)")
            #expect(glibc.version >= DottedVersion([2, 2, 5]))
            #expect(glibcxx.library == "libstdc++.so.6")
            #expect(glibcxx.version >= DottedVersion([3, 4, 26]))
            #expect(!glibcxx.symbols.isEmpty)
            let versions = image.dynamic.versionRequirements.flatMap(\.versions).map(\.name)
            let newest = versions.compactMap { ELFVersionFloor.Family.glibcxx.version(in: $0) }.max()
            #expect(glibcxx.version == newest)
            #expect(image.floor(.cxxabi)?.symbols.contains("__gxx_personality_v0") == true)
            #expect(image.floor(.gcc)?.symbols == ["_Unwind_Resume"])
        }
    }

    @Test(
        .enabled(if: ForeignTool.areThere("cc")),
        arguments: [
            (["-static"], ELFImage.Linkage.staticExecutable), (["-static-pie"], .staticPIE),
            (["-no-pie"], .dynamicExecutable), (["-pie"], .dynamicPIE), (["-c"], .relocatable),
            (["-shared", "-fPIC", "-Wl,-soname,libhello.so.1"], .sharedLibrary),
        ]
    )
    func `tells apart how a file is linked`(_ flags: [String], _ linkage: ELFImage.Linkage) throws {
        try ScratchFolder.with { fixture in
            let image = try ELFImage(parsing: fixture.compile("int main() { return 0; }", flags))
            #expect(image.linkage == linkage)
            #expect(image.isStatic == (linkage == .staticExecutable || linkage == .staticPIE))
            #expect(image.dynamic.soname == (linkage == .sharedLibrary ? "libhello.so.1" : nil))
            #expect((image.interpreter != nil) == (linkage == .dynamicExecutable || linkage == .dynamicPIE))
            if image.isStatic {
                #expect(image.dynamic.needed == [])
                #expect(image.floor(.glibc) == nil)
            }
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("cc")))
    func `keeps RPATH and RUNPATH apart and splits them`() throws {
        try ScratchFolder.with { fixture in
            let path = "-Wl,-rpath,$ORIGIN/../lib:/opt/hello"
            let new = try ELFImage(
                parsing: fixture.compile("int main() {}", options(path, "-Wl,--enable-new-dtags")))
            #expect(new.dynamic.runpath == ["$ORIGIN/../lib", "/opt/hello"])
            #expect(new.dynamic.rpath == [])
            let old = try ELFImage(
                parsing: fixture.compile("int main() {}", options(path, "-Wl,--disable-new-dtags")))
            #expect(old.dynamic.rpath == ["$ORIGIN/../lib", "/opt/hello"])
            #expect(old.dynamic.runpath == [])
            let gap = try ELFImage(parsing: fixture.compile("int main() {}", ["-Wl,-rpath,/a::/b"]))
            #expect(gap.dynamic.runpath + gap.dynamic.rpath == ["/a", "", "/b"])
        }
    }

    @Test(
        .enabled(if: ForeignTool.areThere("clang")),
        arguments: [
            ("armv7-linux-gnueabihf", ProcessorArchitecture.armv7), ("armv6-linux-gnueabihf", .armv6),
            ("armv5te-linux-gnueabi", .armv5), ("aarch64-linux-gnu", .arm64), ("i686-linux-gnu", .i386),
            ("x86_64-linux-gnu", .amd64), ("powerpc64-linux-gnu", .ppc64), ("powerpc64le-linux-gnu", .ppc64le),
            ("riscv64-linux-gnu", .riscv64), ("s390x-linux-gnu", .s390x),
        ]
    )
    func `reads objects of every architecture, of both sizes and byte orders`(
        _ triple: String, _ architecture: ProcessorArchitecture
    ) throws {
        try ScratchFolder.with { fixture in
            try fixture.write("int answer(void) { return 42; }\n", to: "object.c")
            do {
                try fixture.run("clang", ["--target=\(triple)", "-c", "object.c", "-o", "object"])
            } catch  where !ForeignTool.isRequired {
                return
            }
            let image = try ELFImage(parsing: fixture.contents("object"))
            #expect(image.architecture == architecture)
            #expect(image.linkage == .relocatable)
            #expect(image.section(named: ".text")?.isExecutable == true)
            let isBig = architecture == .ppc64 || architecture == .s390x
            #expect(image.header.endianness == (isBig ? .big : .little))
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("cc")))
    func `survives any damage`() throws {
        let original = try ScratchFolder.with { fixture in
            try fixture.compile(Self.program, options("-lm", "-Wl,-z,nognustack")).bytes
        }
        var generator = SeededGenerator(seed: 1)
        let interesting = [0..<64, 64..<900, original.count - 2100..<original.count]
        for _ in 0..<400 {
            var damaged = original
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let range = interesting[Int.random(in: 0..<interesting.count, using: &generator)]
                let place = Int.random(in: range, using: &generator)
                damaged[place] =
                    [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &generator)]
                    .randomElement(using: &generator) ?? 0
            }
            expectOnlyOurErrors(damaged)
        }
        for length in stride(from: 0, to: original.count, by: 211) {
            expectOnlyOurErrors(Array(original[..<length]))
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("cc")))
    func `says where a lie is`() throws {
        let original = try ScratchFolder.with { try $0.compile("int main() {}").bytes }
        func error(_ change: (inout [UInt8]) -> Void) -> ExecutableError? {
            var bytes = original
            change(&bytes)
            return #expect(throws: ExecutableError.self) { try ELFImage(parsing: BytesInMemory(bytes)) }
        }
        let size = UInt64(original.count)
        #expect(error { $0[0] = 0 } == .unrecognized(expected: "ELF"))
        #expect(
            error { $0[4] = 9 }
                == .malformed(
                    structure: "ELF header", offset: 0, reason: "class 9 is neither 1 nor 2"))
        #expect(
            error { $0 = Array($0[..<20]) }
                == .outOfBounds(
                    structure: "ELF header", offset: 0, count: 64, size: 20))
        #expect(
            error { $0[58] = 63 }
                == .malformed(
                    structure: "section header table", offset: size - 64 * UInt64(original[60]),
                    reason: "entries of 63 bytes"))
        #expect(
            error { $0.replaceSubrange(32..<40, with: repeatElement(0xFF, count: 8)) }
                == .outOfBounds(
                    structure: "program header table", offset: .max, count: 56 * UInt64(original[56]), size: size))
        #expect(
            error { $0[62] = 0xF0 }
                == .malformed(
                    structure: "section name table", offset: size - 64 * UInt64(original[60]),
                    reason: "it is section 240 of \(original[60])"))
    }

    private func expectOnlyOurErrors(_ bytes: [UInt8]) {
        do {
            let memory = BytesInMemory(bytes)
            let image = try ELFImage(parsing: memory)
            _ = try ELFNormalization.patches(for: image, in: memory)
            _ = try PathScan([.init("/home/")]).search(image.dataRanges, of: memory)
            var sink = ArraySink()
            try ELFStrip.stripping(image, in: memory).write(to: &sink)
            #expect(sink.bytes.count <= bytes.count + 8192)
        } catch {
            #expect(error is ExecutableError, "\(error)")
        }
    }

    private func options(_ flags: String...) -> [String] { flags }

    #if arch(x86_64)
        static let host = ProcessorArchitecture.amd64
    #else
        static let host = ProcessorArchitecture.arm64
    #endif
}

extension String {
    /// The path that `readelf -p .interp` prints behind its offset.
    fileprivate var interpreterPath: String? {
        split(whereSeparator: \.isWhitespace).first { $0.hasPrefix("/") }.map(String.init)
    }
}

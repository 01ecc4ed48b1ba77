// SPDX-License-Identifier: Apache-2.0

import Formats
import TestSupport
import Testing

@Suite("Stripping and normalizing ELF")
struct ELFStripTests {
    @Test(
        .enabled(if: ForeignTool.areThere("cc", "readelf", "strip")),
        arguments: [["-g"], ["-g", "-static"], ["-g", "-static-pie"], ["-no-pie"], ["-g", "-gz"]])
    func `a stripped program runs, and readelf finds nothing amiss`(_ flags: [String]) throws {
        try ScratchFolder.with { fixture in
            let original = try fixture.compile(ELFImageTests.program, flags + ["-lm"])
            let image = try ELFImage(parsing: original)
            let stripped = try strip(original)
            try fixture.write(stripped.bytes, to: "stripped", mode: 0o755)

            #expect(try fixture.run(fixture.path("stripped"), ["a"]) == "hello 5.66\n")
            let listing = try fixture.run("readelf", ["-aW", "stripped"])
            #expect(!listing.contains("Warning"), "\(listing)")
            #expect(!listing.contains("Error"), "\(listing)")

            let result = try ELFImage(parsing: stripped)
            #expect(result.isStripped)
            #expect(!image.isStripped)
            #expect(result.dynamic == image.dynamic)
            #expect(result.segments == image.segments)
            #expect(result.buildID == image.buildID)
            #expect(stripped.count < original.count)
            #expect(try strip(stripped) == stripped)

            try fixture.run("strip", ["--strip-all", "--remove-section=.comment", "-o", "peer", "program"])
            let peer = try ELFImage(parsing: fixture.contents("peer"))
            #expect(result.sections.map(\.name) == peer.sections.map(\.name))
            #expect(result.sections.map(\.link) == peer.sections.map(\.link))
            #expect(result.sections.map(\.address) == peer.sections.map(\.address))
            #expect(try stripped.count <= fixture.contents("peer").count + 64)
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("cc")))
    func `a program runs with a stripped library`() throws {
        try ScratchFolder.with { fixture in
            let library = try fixture.compile(
                "int answer(void) { return 42; }", to: "libanswer.so", ["-g", "-shared", "-fPIC"])
            try fixture.write(try strip(library).bytes, to: "libanswer.so", mode: 0o755)
            _ = try fixture.compile(
                "#include <stdio.h>\nint answer(void);\nint main() { printf(\"%d\\n\", answer()); }",
                ["-L.", "-lanswer", "-Wl,-rpath,$ORIGIN"])
            #expect(try fixture.run(fixture.path("program"), []) == "42\n")
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("cc")))
    func `refuses what isn't a program`() throws {
        try ScratchFolder.with { fixture in
            let object = try fixture.compile("int answer;", ["-c"])
            let image = try ELFImage(parsing: object)
            #expect(throws: ExecutableError.unsupported("stripping ELF that is neither a program nor a shared library"))
            {
                try ELFStrip.stripping(image, in: object)
            }
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("swiftc")))
    func `two builds of a Swift program in different folders become the same bytes`() throws {
        try ScratchFolder.with { fixture in
            var results: [[UInt8]] = []
            for folder in ["a", "much/longer/b"] {
                try fixture.write("print(\"hello\")\n", to: "\(folder)/main.swift")
                let source = fixture.path("\(folder)/main.swift")
                let program = fixture.path("\(folder)/program")
                let cache = fixture.path("\(folder)/cache")
                try fixture.run(
                    "swiftc",
                    [
                        "-g", "-static-stdlib", "-module-name", "hello", "-module-cache-path", cache, source, "-o",
                        program,
                    ])
                let original = try fixture.contents("\(folder)/program")
                let image = try ELFImage(parsing: original)
                let patches = try ELFNormalization.patches(for: image, in: original)
                let modhash = try #require(image.section(named: ".swift_modhash"))
                let buildID = try #require(image.section(named: ".note.gnu.build-id"))
                #expect(patches.map(\.offset) == [buildID.offset + 16, modhash.offset].sorted())
                #expect(Set(patches.map(\.bytes.count)) == [20, Int(modhash.size)])

                let normalized = try SplicedBytes(original, patches: patches)
                var sink = ArraySink()
                try ELFStrip.stripping(image, in: normalized).write(to: &sink)
                try fixture.write(sink.bytes, to: "\(folder)/program", mode: 0o755)
                #expect(try fixture.run(program, []) == "hello\n")
                results.append(sink.bytes)
            }
            #expect(results[0] == results[1])
        }
    }

    private func strip(_ bytes: BytesInMemory) throws -> BytesInMemory {
        var sink = ArraySink()
        try ELFStrip.stripping(ELFImage(parsing: bytes), in: bytes).write(to: &sink)
        return BytesInMemory(sink.bytes)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Formats
import Release
import Testing

@Suite("Audits of macOS and Windows programs")
struct ForeignProgramAuditTests {
    private let target = AuditTarget(.macOS, [.arm64])

    private func audit(_ bytes: BytesInMemory, policy: AuditPolicy = AuditPolicy()) throws -> BinaryAudit {
        BinaryAudit(image: try #require(try Executable(parsing: bytes)), target: target, policy: policy)
    }

    @Test
    func `a program of system libraries alone has no finding but its missing signature`() throws {
        let audit = try audit(MachOSample(libraries: ["/usr/lib/libSystem.B.dylib", "/System/Library/X"]).bytes)
        #expect(audit.findings.map(\.kind) == [.unsigned])
        #expect(audit.floor == .macOS(DottedVersion([13, 0])))
        #expect(audit.floor.description == "runs on macOS 13.0 and later")
        #expect(audit.debDependencies == [])
        #expect(audit.rpmDependencies == [])
    }

    @Test
    func `other libraries are findings, unless they are allowed by name or path`() throws {
        let bytes = MachOSample(libraries: ["/opt/homebrew/lib/libfoo.1.dylib", "@rpath/Bar.framework/Bar"]).bytes
        let kinds = try audit(bytes).findings.map(\.kind)
        #expect(
            kinds == [.library("/opt/homebrew/lib/libfoo.1.dylib"), .library("@rpath/Bar.framework/Bar"), .unsigned])
        let policy = AuditPolicy(allowedLibraries: ["libfoo.1.dylib", "@rpath/Bar.framework/Bar"])
        #expect(try audit(bytes, policy: policy).findings.map(\.kind) == [.unsigned])
    }

    @Test
    func `Swift's libraries need macOS 12 and a run path`() throws {
        let library = "@rpath/libswift_Concurrency.dylib"
        let system = ["/usr/lib/swift"]
        let new = MachOSample(libraries: [library], rpaths: system)
        let lost = MachOSample(libraries: [library])
        let old = MachOSample(libraries: [library], rpaths: system, minimum: 11)
        let weak = MachOSample(libraries: [library], rpaths: system, minimum: 11, isWeak: true)
        #expect(try audit(new.bytes).findings.map(\.kind) == [.unsigned])
        #expect(try audit(lost.bytes).findings.map(\.kind) == [.library(library), .unsigned])
        #expect(try audit(old.bytes).findings.map(\.kind) == [.library(library), .unsigned])
        #expect(try audit(weak.bytes).findings.map(\.kind) == [.unsigned])
    }

    @Test
    func `a toolchain's run path and a newer macOS than allowed are findings`() throws {
        let path = "/Applications/Xcode.app/Contents/Developer/usr/lib/swift-5.5/macosx"
        let bytes = MachOSample(libraries: [], rpaths: [path, "@executable_path/../lib"]).bytes
        let audit = try audit(bytes, policy: AuditPolicy(newestMacOS: DottedVersion([12])))
        #expect(audit.findings.map(\.kind) == [.floor, .libraryPath(path), .unsigned])
    }

    @Test
    func `a universal program is judged by all its images`() throws {
        let intel = MachOSample(libraries: [], minimum: 14, cpuType: 0x0100_0007).bytes
        var sink = ArraySink()
        try FatMachO.merging([MachOSample(libraries: ["@rpath/libx.dylib"]).bytes, intel]).write(to: &sink)
        let image = try #require(try Executable(parsing: BytesInMemory(sink.bytes)))
        let both = BinaryAudit(image: image, target: AuditTarget(.macOS, [.amd64, .arm64]))
        #expect(both.findings.map(\.kind) == [.library("@rpath/libx.dylib"), .unsigned])
        #expect(both.floor == .macOS(DottedVersion([14])))
        let one = BinaryAudit(image: image, target: target)
        #expect(one.findings.first?.kind == .wrongTarget)
        #expect(one.findings.first?.message == "it is a program for macos/amd64+arm64, not for macos/arm64")
    }
}

/// A Mach-O executable that consists of its header and load commands.
struct MachOSample {
    var libraries: [String]
    var rpaths: [String] = []
    var minimum: UInt32 = 13
    var isWeak = false
    var cpuType: UInt32 = 0x0100_000C

    var bytes: BytesInMemory {
        var commands = [Self.command(0x32, [1, minimum << 16, 0, 0])]
        for library in libraries { commands.append(Self.command(isWeak ? 0x8000_0018 : 0x0C, [24, 0, 0, 0], library)) }
        for path in rpaths { commands.append(Self.command(0x8000_001C, [12], path)) }
        var writer = ByteWriter()
        let size = UInt32(commands.map(\.count).reduce(0, +))
        for field in [0xFEED_FACF, cpuType, 0, 2, UInt32(commands.count), size, 0x85, 0] { writer.u32(field, .little) }
        for command in commands { writer.append(command) }
        return BytesInMemory(writer.bytes)
    }

    private static func command(_ kind: UInt32, _ numbers: [UInt32], _ text: String? = nil) -> [UInt8] {
        var content = ByteWriter()
        for number in numbers { content.u32(number, .little) }
        if let text { content.append(Array(text.utf8) + [0]) }
        content.align(to: 8)
        var whole = ByteWriter()
        whole.u32(kind, .little)
        whole.u32(UInt32(content.count + 8), .little)
        whole.append(content.bytes)
        return whole.bytes
    }
}

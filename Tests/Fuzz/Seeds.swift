// SPDX-License-Identifier: Apache-2.0
import Formats

extension Parser {
    /// Small files from which the fuzzer starts.
    func seeds() async throws -> [[UInt8]] {
        switch self {
        case .control:
            return [Array("Package: a\nVersion: 1:2~3-4\nArchitecture: all\nDescription: x\n y\n .\n z\n".utf8)]
        case .tar:
            return try [false, true].map { isLong in
                var tar = try TarSource(SeedContents(isLong: isLong), dialect: .gnu, prefix: "./")
                return try tar.readAll(limit: 1 << 20)
            }
        case .ar, .deb: return try await [Compression.none, .gzip, .xz, .zstd].asyncMap(Self.deb)
        case .rpm: return try await [Compression.none, .gzip].asyncMap { try await Self.rpm($0, promising: true) }
        case .yum: return [try await Self.rpm(.none, promising: false), try await Self.rpm(.none, promising: true)]
        case .primary:
            let entry = """
                <package type="rpm">
                <name>a&amp;b</name>
                <arch>noarch</arch>
                <version epoch="1" ver="2" rel='3&#10;'/>
                <checksum type="sha256" pkgid="YES">\(String(repeating: "0a", count: 32))</checksum>
                <size package="1" installed="2" archive="3"/>
                <location href="packages/a.rpm"/>
                </package>

                """
            return [Array(entry.utf8), Array((entry + entry).utf8)]
        }
    }

    private static func deb(_ compression: Compression) async throws -> [UInt8] {
        let deb = Deb(
            name: "hello", version: try DebianVersion(parsing: "1.2-3"), architecture: .all,
            maintainer: "Ada <ada@example.org>", synopsis: "greets", scripts: [.postinst: Array("#!/bin/sh\n".utf8)],
            contents: SeedContents(isLong: false), compression: compression, modified: 0)
        var sink = ArraySink()
        var spool = ArraySpool()
        _ = try await deb.write(to: &sink, spool: &spool, jobs: 1)
        return sink.bytes
    }

    /// - Parameter isPromising: Whether the package names digests of itself, which few changes leave true.
    private static func rpm(_ compression: Compression, promising isPromising: Bool) async throws -> [UInt8] {
        let rpm = RPM(
            name: "hello", version: try RPMVersion(parsing: "1:2.0-3"), architecture: .noarch, summary: "Greets",
            description: "It\ngreets.", license: "MIT", url: "https://example.org", buildTime: 1_700_000_000,
            scripts: [.postInstall: RPM.Script(body: "true\n")],
            relations: [
                .requires: [try RPMDependency(parsing: "bash >= 1:4-2"), try RPMDependency(parsing: "(a or b)")],
                .provides: [try RPMDependency(parsing: "libc.so.6(GLIBC_2.34)(64bit)")],
            ],
            changelog: [.init(time: 1_700_000_000, author: "Ada - 1", text: "- new")],
            contents: SeedContents(isLong: false), fileFlags: ["etc/hello": [.config]], compression: compression)
        var sink = ArraySink()
        var spool = ArraySpool()
        _ = try await rpm.write(to: &sink, spool: &spool, jobs: 1)
        let reader = try RPMReader(ArraySource(sink.bytes))
        let payload = sink.bytes[Int(reader.headerRange.upperBound)...]
        var signatures = RPMHeader()
        signatures[RPMTag.Signature.payloadSize] = .int32([1])
        if isPromising { signatures[RPMTag.Signature.sha256] = reader.signatures[RPMTag.Signature.sha256] }
        var front = ByteWriter()
        front.append(sink.bytes.prefix(96))
        front.append(try signatures.bytes(.signatures))
        front.align(to: 8)
        guard !isPromising else { return front.bytes + reader.headerBytes + payload }
        var header = reader.header
        header[.payloadDigest] = nil
        return front.bytes + (try header.bytes(.immutable)) + payload
    }
}

extension Array {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}

private struct SeedContents: ArchiveContents {
    let entries: [ArchiveEntry]

    init(isLong: Bool) {
        let name = isLong ? "usr/" + String(repeating: "n", count: 120) : "etc/hello"
        entries = [
            ArchiveEntry(path: name, kind: .file(size: 3), mode: 0o644, modified: 0),
            ArchiveEntry(path: "usr/bin", kind: .directory, mode: 0o755, modified: 0),
            ArchiveEntry(path: "usr/bin/hi", kind: .symbolicLink(target: "hello"), mode: 0o777, modified: 0),
        ]
    }

    func open(_ index: Int) -> any ByteSource { ArraySource(Array("hi\n".utf8)) }
}

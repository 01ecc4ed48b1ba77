// SPDX-License-Identifier: Apache-2.0
import Formats

/// Packages with one small file, for tests that publish some.
package enum SmallPackage {
    private static let time: Int64 = 1_700_000_000

    /// The bytes of a .deb for amd64.
    package static func deb(_ name: String, _ version: String, note: String = "") async throws -> [UInt8] {
        let package = Deb(
            name: name, version: try DebianVersion(parsing: version), architecture: .amd64,
            maintainer: "Ada Lovelace <ada@example.org>", synopsis: "the package \(name)", details: ["It greets."],
            contents: contents(name, version, note), compression: .gzip, level: .fast, modified: time)
        var sink = ArraySink()
        var spool = ArraySpool()
        _ = try await package.write(to: &sink, spool: &spool, jobs: 1)
        return sink.bytes
    }

    /// The bytes of an .rpm for x86_64.
    package static func rpm(_ name: String, _ version: String, note: String = "") async throws -> [UInt8] {
        let package = RPM(
            name: name, version: try RPMVersion(parsing: "\(version)-1"), architecture: .x86_64, summary: "Greets",
            description: "It greets.", license: "MIT", url: "https://example.org/hello", vendor: "Ada",
            packager: "Ada Lovelace <ada@example.org>", buildTime: time, contents: contents(name, version, note),
            compression: .gzip)
        var sink = ArraySink()
        var spool = ArraySpool()
        _ = try await package.write(to: &sink, spool: &spool, jobs: 1) { _ in [] }
        return sink.bytes
    }

    private static func contents(_ name: String, _ version: String, _ note: String) -> OneFile {
        OneFile(path: "usr/bin/\(name)", bytes: Array("#!/bin/sh\n# \(note)\necho \(version)\n".utf8))
    }

    private struct OneFile: ArchiveContents {
        let entries: [ArchiveEntry]
        let bytes: [UInt8]

        init(path: String, bytes: [UInt8]) {
            entries = [
                ArchiveEntry(path: path, kind: .file(size: UInt64(bytes.count)), mode: 0o755, modified: time)
            ]
            self.bytes = bytes
        }

        func open(_ index: Int) -> any ByteSource { ArraySource(bytes) }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import SystemPackage

/// A parser of files that strangers made.
enum Parser: String, CaseIterable {
    case ar, tar, control, deb
    /// Headers as values and in place, which must agree; files, dependencies and payload.
    case rpm
    /// From the file to the entries of YUM's indexes.
    case yum
    /// Indexes and their entries, which an import or a storage brings.
    case primary

    func parse(_ bytes: [UInt8]) throws {
        switch self {
        case .ar:
            var reader = ArReader(ArraySource(bytes))
            while try reader.next() != nil {
                while try !reader.readContent(upTo: 4096).isEmpty {}
            }
        case .tar:
            var reader = TarReader(ArraySource(bytes))
            while try reader.next() != nil {
                while try !reader.readContent(upTo: 4096).isEmpty {}
            }
        case .control:
            let stanza = try ControlStanza(parsing: bytes)
            let again = try ControlStanza(parsing: Array(stanza.description.utf8))
            precondition(again.description == stanza.description)
        case .deb:
            var reader = try DebReader(ArraySource(bytes))
            while try reader.next() != nil {
                while try !reader.readContent(upTo: 4096).isEmpty {}
            }
        case .rpm: try Self.parseRPM(bytes)
        case .yum: try Self.parseForYum(bytes)
        case .primary:
            let index = YumIndex(.primary, form: .gzip)
            let group = IndexGroup(format: .yum, track: "stable", architecture: "x86_64")
            _ = try? YumFormat().record(of: bytes, in: group)
            for range in try index.entries(in: bytes) {
                _ = try? YumFormat().record(of: Array(bytes[range]), in: group)
            }
        }
    }

    private static func parseRPM(_ bytes: [UInt8]) throws {
        var source = ArraySource(bytes)
        let front = try RPMFront(&source)
        let view = try? front.headerView()
        let reader = try? RPMReader(ArraySource(bytes))
        let signatures = try? front.signatureView()
        precondition((view != nil && signatures != nil) == (reader != nil), "the two readers of headers disagree")
        guard var reader, let view else { return }
        precondition(
            (try? view.text(.name).map { String(decoding: $0, as: UTF8.self) }) == (try? reader.header.text(.name)))
        _ = try? reader.header.files()
        _ = try? reader.header.packageVersion()
        for relation in RPM.Relation.allCases { _ = try? reader.header.dependencies(relation) }
        if var payload = (try? reader.uncompressedPayload()).map(CpioReader.init) {
            while (try? payload.next()) ?? nil != nil {
                while try !payload.readContent(upTo: 4096).isEmpty {}
            }
        }
        _ = try reader.verify()
    }

    private static let scratch = FilePath("/dev/shm/fledge-fuzz-\(UInt64.random(in: 0...UInt64.max)).rpm")

    private static func parseForYum(_ bytes: [UInt8]) throws {
        let writer = try FileWriter(scratch)
        try writer.write(bytes)
        try writer.commit(durably: false)
        let package = try YumFormat().read(FileReader(scratch), storedAt: nil)
        let group = IndexGroup(format: .yum, track: "stable", architecture: "x86_64")
        let record = try YumFormat().record(of: package.entries[0], in: group)
        precondition(record.identity == package.identity && record.sha256 == package.sha256)
        for (kind, entry) in zip(YumIndexKind.allCases, package.entries) {
            let ranges = try YumIndex(kind, form: .gzip).entries(in: entry)
            precondition(ranges == [0..<entry.count], "an entry is not one entry")
        }
    }
}

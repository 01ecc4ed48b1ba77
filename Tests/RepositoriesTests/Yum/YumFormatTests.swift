// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import SystemPackage
import TestSupport
import Testing

@Suite("YUM format")
struct YumFormatTests {
    private let files = Files()
    private let format = YumFormat()

    /// What is thrown for a file with these bytes.
    private func refusal(_ bytes: [UInt8]) async throws -> (any Error)? {
        try await files.withTemporaryDirectory { folder in
            let path = folder.appending("a.rpm")
            try files.replace(path, bytes)
            do {
                _ = try format.read(FileReader(path), storedAt: nil)
                return nil
            } catch {
                return error
            }
        }
    }

    private func bytes(_ rpm: RPM) async throws -> [UInt8] {
        var sink = ArraySink()
        var spool = ArraySpool()
        _ = try await rpm.write(to: &sink, spool: &spool, jobs: 1)
        return sink.bytes
    }

    @Test func `refuses damaged packages with the reason`() async throws {
        let whole = try await bytes(SamplePackages.rpm())
        #expect(try await refusal(whole) == nil)
        #expect(try await refusal([]) as? RPMReadError == .truncated(offset: 0))
        #expect(
            try await refusal(Array("no package at all, but long enough for a lead".utf8) + whole) as? RPMReadError
                == .notAPackage)
        #expect(try await refusal(Array(whole.dropLast())) as? RPMReadError == .mismatch(.packageSize))
        var payload = whole
        payload[payload.count - 1] ^= 1
        #expect(try await refusal(payload) as? RPMReadError == .mismatch(.payloadSHA256))
        var header = whole
        let place = try #require(header.lastIndex(of: UInt8(ascii: "G")))
        header[place] ^= 1
        #expect(try await refusal(header) as? RPMReadError == .mismatch(.headerSHA256))
    }

    @Test func `refuses names that are no names`() async throws {
        let whole = try await bytes(SamplePackages.rpm())
        let reader = try RPMReader(ArraySource(whole))
        for name in [
            "../../etc/passwd", ".hidden", "-x", "a b", "a/b", "a\nb", "ä", String(repeating: "a", count: 201),
        ] {
            var header = reader.header
            header[.name] = .string(name)
            var signatures = RPMHeader()
            signatures[RPMTag.Signature.payloadSize] = .int32([1])
            var front = ByteWriter()
            front.append(whole.prefix(96))
            front.append(try signatures.bytes(.signatures))
            front.align(to: 8)
            let changed =
                front.bytes + (try header.bytes(.immutable)) + whole[Int(reader.headerRange.upperBound)...]
            #expect(try await refusal(changed) is YumError, "\(name)")
        }
    }

    @Test(arguments: [
        ("x86_64", [], ["x86_64"]), ("aarch64", ["x86_64"], ["aarch64"]), ("i686", [], ["i386", "x86_64"]),
        ("noarch", [], ["aarch64", "x86_64"]), ("noarch", ["s390x", "src"], ["aarch64", "s390x", "x86_64"]),
        ("armv7hl", [], ["armhfp"]), ("src", [], ["src"]),
    ])
    func `lists an architecture where readers look`(_ architecture: String, _ present: [String], _ groups: [String]) {
        #expect(format.architectures(listing: architecture, present: present) == groups)
    }

    @Test func `orders versions as rpm does`() {
        #expect(format.isOlder("1.2-1", than: "1.10-1"))
        #expect(format.isOlder("9.9-9", than: "1:0.1-1"))
        #expect(format.isOlder("1.0~rc1-1", than: "1.0-1"))
        #expect(!format.isOlder("1.0-1", than: "1.0-1"))
    }

    @Test func `names the generation's repomd.xml in the metalink, and never the plain one`() throws {
        let file = PublishedFile(form: .gzip, size: 7, sha256: DigestValue([1, 2]))
        let index = PublishedIndex(
            name: "primary", entryCount: 1, uncompressedSize: 9, uncompressedDigest: nil, files: [file])
        let group = IndexGroup(format: .yum, track: "beta", architecture: "x86_64")
        let context = PublicationContext(
            name: "site", url: "https://example.org/a&b", generation: 3, time: 1_700_000_000, validity: nil,
            signer: nil,
            servesOldReaders: true)
        let publication = try format.publication(
            of: "beta", groups: [PublishedGroup(group: group, indexes: [index])], context: context)
        #expect(publication.pointers.map(\.key) == ["yum/beta/x86_64/repodata/repomd.xml", "yum/beta/x86_64/metalink"])
        let plain = publication.pointers[0].text
        let generation = try #require(publication.staged.first)
        #expect(publication.staged.count == 1)
        #expect(plain == generation.text + "\n")
        let metadata = try XMLTree(parsing: Array(plain.utf8))
        #expect(metadata.child("data")?.child("location")?.attributes["href"] == "repodata/0102-primary.xml.gz")
        let link = try XMLTree(parsing: Array(publication.pointers[1].text.utf8)).child("files")?.child("file")
        var hasher = ContentHasher([.sha256])
        hasher.update(Array(generation.text.utf8))
        let digest = hasher.digests().sha256
        #expect(link?.child("verification")?.child("hash")?.text == digest?.description)
        #expect(link?.child("size")?.text == "\(generation.text.utf8.count)")
        let addresses = link?.child("resources")?.children.map(\.text)
        #expect(
            addresses == [
                "https://example.org/a&b/yum/beta/x86_64/repodata/repomd.xml",
                "https://example.org/a&b/\(generation.key)",
            ])
        // Without an address there is nothing that a metalink could name.
        let bare = PublicationContext(
            name: "site", url: nil, generation: 3, time: 1_700_000_000, validity: nil, signer: nil,
            servesOldReaders: true)
        let unnamed = try format.publication(
            of: "beta", groups: [PublishedGroup(group: group, indexes: [index])], context: bare)
        #expect(unnamed.pointers.map(\.key) == ["yum/beta/x86_64/repodata/repomd.xml"])
        #expect(unnamed.staged.isEmpty)
    }
}

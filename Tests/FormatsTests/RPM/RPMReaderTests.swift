// SPDX-License-Identifier: Apache-2.0
import Formats
import Testing

@Suite("RPM package reader")
struct RPMReaderTests {
    @Test(.enabled(if: PackageTool.isUsable("rpmbuild")))
    func `reads what rpmbuild writes`() async throws {
        let spec = """
            Name: aa
            Version: 1.0
            Release: 2
            Epoch: 3
            Summary: A
            Summary(de): Ein A
            License: MIT
            BuildArch: noarch
            Requires: bash >= 4
            %description
            text
            %install
            mkdir -p %{buildroot}/etc %{buildroot}/usr/share/aa
            echo conf > %{buildroot}/etc/aa.conf
            ln -s x %{buildroot}/usr/share/aa/link
            %files
            %config(noreplace) /etc/aa.conf
            /usr/share/aa

            """
        try await PackageFolder.with { folder in
            try folder.write(Array(spec.utf8), to: "aa.spec")
            try folder.run("rpmbuild --quiet --define \"_topdir $PWD/top\" --define \"_rpmdir $PWD\" -bb aa.spec")
            var reader = try RPMReader(ArraySource(try folder.read("noarch/aa-1.0-2.noarch.rpm")))
            #expect(try reader.header.packageVersion().description == "3:1.0-2")
            #expect(reader.header[.summary] == .localized(["A", "Ein A"]))
            let files = try reader.header.files()
            #expect(files.map(\.entry.path) == ["etc/aa.conf", "usr/share/aa", "usr/share/aa/link"])
            #expect(files.map(\.entry.kind) == [.file(size: 5), .directory, .symbolicLink(target: "x")])
            #expect(files.map(\.flags) == [[.config, .noReplace], [], []])
            let requires = try reader.header.dependencies(.requires)
            #expect(requires.first { $0.name == "bash" }?.version == "4")
            #expect(try reader.verify() == RPMCheck.allCases)
        }
    }

    @Test func `finds every damaged promise`() async throws {
        let whole = try await RPMTests.bytes(of: RPMTests.awkward(.none))
        var payload = whole
        payload[payload.count - 200] ^= 1
        var reader = try RPMReader(ArraySource(payload))
        #expect(throws: RPMReadError.mismatch(.packageMD5)) { try reader.verify() }
        var longer = try RPMReader(ArraySource(whole + [0]))
        #expect(throws: RPMReadError.mismatch(.packageMD5)) { try longer.verify() }
        var header = whole
        let range = try RPMReader(ArraySource(whole)).headerRange
        let name = try #require(header[Int(range.lowerBound)...].firstIndex(of: UInt8(ascii: "G")))
        header[name] ^= 1
        var changed = try RPMReader(ArraySource(header))
        #expect(throws: RPMReadError.mismatch(.headerSHA1)) { try changed.verify() }
    }

    @Test func `says what is wrong with other files`() async throws {
        let whole = try await RPMTests.bytes(of: RPMTests.awkward())
        func error(_ bytes: [UInt8]) -> RPMReadError? {
            #expect(throws: RPMReadError.self) { try RPMReader(ArraySource(bytes)) }
        }
        #expect(error([]) == .truncated(offset: 0))
        #expect(error(Array("!<arch>\n".utf8) + Array(repeating: 0, count: 100)) == .notAPackage)
        #expect(error(Array(whole.prefix(100))) == .truncated(offset: 100))
        #expect(error(Array(whole.prefix(4000))) == .truncated(offset: 4000))
        var changed = whole
        changed[4] = 9
        #expect(error(changed) == .unsupportedVersion(9))
        changed = whole
        changed[96] = 0
        #expect(error(changed) == .malformed(field: "header magic", offset: 96))
        changed = whole
        changed.replaceSubrange(104..<108, with: [0, 0, 0, 33])
        #expect(error(changed) == .tooLarge(field: "number of entries", count: 33, limit: 32, offset: 104))
        changed = whole
        changed.replaceSubrange(108..<112, with: [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(error(changed) == .tooLarge(field: "header store", count: 0xFFFF_FFFF, limit: 64 << 20, offset: 108))
        changed = whole
        changed[127] = 17
        #expect(error(changed) == .malformed(field: "header region", offset: 112))
    }

    @Test func `survives damage`() async throws {
        var contents = PackageContents()
        contents.file("usr/bin/hello", "#!/bin/sh\necho hello\n", mode: 0o755)
        contents.link("usr/bin/hi", to: "hello")
        var rpm = try RPMTests.awkward(.zstd)
        rpm.fileFlags = [:]
        rpm.contents = contents
        let whole = try await RPMTests.bytes(of: rpm)
        // Without the reserved room, damage hits what is read.
        let header = Int(try RPMReader(ArraySource(whole)).headerRange.lowerBound)
        var generator = SeededGenerator(seed: 8)
        var refused = 0
        for round in 0..<3000 {
            let start = round.isMultiple(of: 3) ? 0 : header
            let bytes = whole[..<start] + damaged(Array(whole[start...]), using: &generator)
            do {
                var reader = try RPMReader(ArraySource(Array(bytes)))
                _ = try reader.header.files()
                _ = try reader.header.packageVersion()
                for relation in RPM.Relation.allCases { _ = try reader.header.dependencies(relation) }
                _ = try reader.verify()
            } catch {
                refused += 1
            }
        }
        #expect(refused > 2000)
    }
}

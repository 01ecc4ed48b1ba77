// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import Signing
import SystemPackage
import TestSupport
import Testing

@Suite("Updates of YUM repositories")
struct YumUpdateTests {
    private static let url = "http://127.0.0.1:1"

    private func engine(_ fixture: RepositoryFixture, storage: (any RepositoryStorage)? = nil) throws
        -> RepositoryEngine
    {
        RepositoryEngine(
            storage ?? fixture.storage, formats: [AptFormat(), YumFormat()],
            settings: try fixture.signed(RepositorySettings(url: Self.url)), files: fixture.files, jobs: 2)
    }

    private func reader(_ fixture: RepositoryFixture, _ architecture: String = "x86_64") throws -> PlainYumReader {
        PlainYumReader(
            root: fixture.root, url: Self.url, track: "stable", keyRing: try RepositoryFixture.signer().keyRing,
            architecture: architecture)
    }

    private func rpm(
        _ fixture: RepositoryFixture, _ name: String, _ version: String = "1.0-1",
        _ architecture: RPMArchitecture = .x86_64
    ) async throws -> FilePath {
        try await SamplePackages.write(
            SamplePackages.rpm(name: name, version: version, architecture: architecture),
            to: fixture.folder.appending("packages"))
    }

    @Test func `add both formats in one run, remove, list and check`() async throws {
        try await RepositoryFixture.with { fixture in
            let engine = try engine(fixture)
            let report = try await engine.add(
                [
                    try await rpm(fixture, "hello"), try await rpm(fixture, "hello", "1.0-1", .aarch64),
                    try await rpm(fixture, "docs", "2.0-1", .noarch), try await fixture.deb("hello"),
                ], to: "stable")
            #expect(report.generation == 1)
            #expect(try reader(fixture).names() == ["hello", "docs"])
            #expect(try reader(fixture).plainNames() == ["hello", "docs"])
            #expect(try reader(fixture, "aarch64").names() == ["hello", "docs"])
            let listed = try await engine.list().packages.map { "\($0.format.rawValue) \($0.name) \($0.architecture)" }
            #expect(Set(listed) == ["apt hello amd64", "yum hello x86_64", "yum hello aarch64", "yum docs noarch"])
            #expect(try await engine.check().problems == [])

            _ = try await engine.add([try await rpm(fixture, "hello")], to: "stable")
            #expect(try await engine.list().generation == 1)
            _ = try await engine.update([.remove(PackageSelector(name: "docs"), track: "stable")])
            #expect(try reader(fixture).names() == ["hello"])
            #expect(try await engine.check().problems == [])
        }
    }

    @Test func `go on with the compression that a repository began with`() async throws {
        try await RepositoryFixture.with { fixture in
            func engine(_ form: Compression?) -> RepositoryEngine {
                RepositoryEngine(
                    fixture.storage, formats: [AptFormat(), YumFormat(form: form)],
                    settings: RepositorySettings(url: Self.url), files: fixture.files, jobs: 2)
            }
            _ = try await engine(.zstd).add([try await rpm(fixture, "hello")], to: "stable")
            _ = try await engine(nil).add([try await rpm(fixture, "tally")], to: "stable")
            let other = try await rpm(fixture, "other")
            await #expect(throws: RepositoryError.otherForm(published: .zstd, given: .gzip)) {
                try await engine(.gzip).add([other], to: "stable")
            }
            #expect(try await engine(nil).list().packages.map(\.name) == ["hello", "tally"])
            #expect(try await engine(nil).check().problems == [])
            _ = try await engine(nil).clean(keepingVersions: 1, grace: -1)
            let names = try fixture.files.list(fixture.root.appending("yum/stable/x86_64/repodata")).map(\.string)
            #expect(names.filter { $0.hasSuffix(".xml.zst") }.count == 3)
            #expect(!names.contains { $0.hasSuffix(".gz") })
        }
    }

    @Test func `list packages for all architectures where no other is`() async throws {
        try await RepositoryFixture.with { fixture in
            let engine = try engine(fixture)
            _ = try await engine.add([try await rpm(fixture, "docs", "1.0-1", .noarch)], to: "stable")
            #expect(try reader(fixture).names() == ["docs"])
            #expect(try reader(fixture, "aarch64").names() == ["docs"])
            // A new architecture gets what runs on all.
            _ = try await engine.add([try await rpm(fixture, "big", "1.0-1", .s390x)], to: "stable")
            #expect(try reader(fixture, "s390x").names()?.sorted() == ["big", "docs"])
            #expect(try reader(fixture).names() == ["docs"])
        }
    }

    @Test func `refuse other bytes under the same name and version`() async throws {
        try await RepositoryFixture.with { fixture in
            let engine = try engine(fixture)
            _ = try await engine.add([try await rpm(fixture, "hello")], to: "stable")
            let other = try await SamplePackages.write(
                SamplePackages.rpm(name: "hello", version: "1.0-1", compression: .xz),
                to: fixture.folder.appending("packages"))
            await #expect(throws: RepositoryError.self) { try await engine.add([other], to: "stable") }
            #expect(try reader(fixture).names() == ["hello"])
        }
    }

    @Test func `leave the old publication or the new one, and the next run ends it, wherever they end`() async throws {
        for position in 0..<100 {
            guard try await interrupt(at: position, takingEffect: position.isMultiple(of: 2)) else { continue }
            #expect(position >= 20)
            return
        }
        Issue.record("the update has no end")
    }

    /// Returns whether the update came to its end before the write that was to fail.
    private func interrupt(at position: Int, takingEffect: Bool) async throws -> Bool {
        try await RepositoryFixture.with { fixture in
            _ = try await engine(fixture).add([try await rpm(fixture, "hello")], to: "stable")
            let new = [
                try await rpm(fixture, "more"), try await rpm(fixture, "docs", "1.0-1", .noarch),
                try await fixture.deb("hello"),
            ]
            let failing = FailingStorage(fixture.storage, failingAt: position, takingEffect: takingEffect)
            do { _ = try await engine(fixture, storage: failing).add(new, to: "stable") } catch {}
            for found in [try reader(fixture).names(), try reader(fixture).plainNames()] {
                #expect(found == ["hello"] || found == ["hello", "more", "docs"], "write \(position)")
            }
            _ = try await engine(fixture).add(new, to: "stable")
            #expect(try reader(fixture).names() == ["hello", "more", "docs"], "write \(position)")
            #expect(try reader(fixture, "aarch64").names() == ["docs"], "write \(position)")
            #expect(try await engine(fixture).check().problems == [], "write \(position)")
            return failing.count <= position
        }
    }

    @Test func `of sixteen publishers at once lose nothing of either format`() async throws {
        try await RepositoryFixture.with { fixture in
            let engine = try engine(fixture)
            var work: [[FilePath]] = []
            for publisher in 0..<16 {
                var paths: [FilePath] = []
                for package in 0..<25 {
                    let name = "p\(publisher)-\(package)"
                    paths.append(
                        package.isMultiple(of: 2) ? try await fixture.deb(name) : try await rpm(fixture, name))
                }
                work.append(paths)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for paths in work {
                    group.addTask {
                        _ = try await engine.add(paths, to: "stable")
                    }
                }
                try await group.waitForAll()
            }
            let packages = try await engine.list().packages
            #expect(packages.count == 400)
            #expect(Set(packages.map(\.name)).count == 400)
            let names = try #require(try reader(fixture).names())
            #expect(names.count == 16 * 12)
            #expect(Set(names).count == names.count)
            #expect(try await engine.check().problems == [])
        }
    }

    @Test func `keep what readers of an older generation need, and remove it when it is old`() async throws {
        try await RepositoryFixture.with { fixture in
            let engine = try engine(fixture)
            for version in ["1.0-1", "1.1-1", "1.2-1"] {
                _ = try await engine.add([try await rpm(fixture, "hello", version)], to: "stable")
            }
            func generations() throws -> Int {
                try fixture.files.list(fixture.root.appending("yum/stable/x86_64/generations")).count
            }
            #expect(try generations() == 3)
            _ = try await engine.clean()
            #expect(try generations() == 3)
            let report = try await engine.clean(keepingVersions: 1, grace: -1)
            #expect(report.removed.contains("yum/stable/x86_64/packages/hello-1.0-1.x86_64.rpm"))
            #expect(try reader(fixture).names() == ["hello"])
            #expect(try await engine.check().problems == [])
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("createrepo_c")), arguments: ["gz", "xz"])
    func `take over what createrepo_c made`(_ form: String) async throws {
        try await RepositoryFixture.with { fixture in
            let origin = fixture.folder.appending("origin")
            try fixture.files.createDirectory(origin.appending("Packages/h"))
            try await SamplePackages.write(SamplePackages.rpm(), to: origin.appending("Packages/h"))
            try await SamplePackages.write(
                SamplePackages.rpm(name: "docs", architecture: .noarch), to: origin.appending("Packages"))
            try await SamplePackages.run("createrepo_c -q --no-database --general-compress-type \(form) .", in: origin)
            let report = try await engine(fixture).adopt(
                .folder(origin), importers: [AptImporter(), YumImporter()], tracks: nil)
            #expect(report?.added == 2)
            #expect(report?.tracks == ["stable"])
            #expect(try reader(fixture).names()?.sorted() == ["docs", "hello"])
            // Once more, from the repository that was made: nothing is new.
            let again = try await engine(fixture).adopt(
                .folder(fixture.root), importers: [YumImporter()], tracks: ["stable"])
            #expect(again?.added == 0)
            #expect(again?.unchanged == 2)
        }
    }
}

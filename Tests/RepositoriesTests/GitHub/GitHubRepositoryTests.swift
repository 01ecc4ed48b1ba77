// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Release
import Repositories
import Signing
import SystemPackage
import TestSupport
import Testing
#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite("A repository on GitHub alone")
struct GitHubRepositoryTests {
    @Test func `keeps packages in releases, and an index for apt in the latest`() async throws {
        try await GitHubSite.with(isEmpty: true) { site in
            try await RepositoryFixture.with { fixture in
                let settings = try fixture.signed()
                let report = try await site.engine(settings).add(
                    [
                        try await fixture.deb("hello"), try await fixture.deb("hello", "1.0", .arm64),
                        try await fixture.deb("docs", "1.0~rc1", .all),
                    ], to: "stable")
                #expect(report.added == 3)
                let paths = try await site.engine(settings).list().packages.map(\.path)
                #expect(
                    paths == [
                        "releases/download/docs-1.0.rc1/docs_1.0.rc1_all.deb",
                        "releases/download/hello-1.0/hello_1.0_amd64.deb",
                        "releases/download/hello-1.0/hello_1.0_arm64.deb",
                    ])
                #expect(try await site.engine(settings).check().problems == [])
                _ = try await site.engine(settings).add([try await fixture.deb("hello", "2.0")], to: "stable")
                #expect(try await site.engine(settings).check().problems == [])
                let listed = try await site.engine(settings).list().packages.map { "\($0.name) \($0.version)" }
                #expect(listed.sorted() == ["docs 1.0~rc1", "hello 1.0", "hello 1.0", "hello 2.0"])

                let releases = try #require(await site.double.repository("ada/packages")).releases
                #expect(releases.allSatisfy { !$0.isDraft })
                let indexes = releases.filter { $0.tag.hasPrefix("apt-index-") }
                #expect(indexes.count == 2)
                #expect(
                    indexes.allSatisfy { Set($0.assets.map(\.name)) == ["InRelease", "Packages.gz", "Packages.xz"] })

                // The same again changes nothing.
                let again = try await site.engine(settings).add([try await fixture.deb("hello", "2.0")], to: "stable")
                #expect(!again.isPublished)
            }
        }
    }

    @Test func `keeps few superseded indexes`() async throws {
        try await GitHubSite.with { site in
            try await RepositoryFixture.with { fixture in
                for number in 1...6 {
                    _ = try await site.engine().add([try await fixture.deb("hello", "1.\(number)")], to: "stable")
                }
                let releases = try #require(await site.double.repository("ada/packages")).releases
                #expect(releases.filter { $0.tag.hasPrefix("apt-index-") }.count == 4)
                #expect(try await site.engine().check().problems == [])
            }
        }
    }

    @Test func `loses nothing to publishers at the same time`() async throws {
        try await GitHubSite.with { site in
            try await RepositoryFixture.with { fixture in
                let settings = try fixture.signed()
                var work: [[FilePath]] = []
                for publisher in 0..<4 {
                    var paths: [FilePath] = []
                    for package in 0..<2 { paths.append(try await fixture.deb("p\(publisher)-\(package)")) }
                    work.append(paths)
                }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for paths in work {
                        group.addTask { _ = try await site.engine(settings).add(paths, to: "stable") }
                    }
                    try await group.waitForAll()
                }
                let names = try await site.engine(settings).list().packages.map(\.name)
                #expect(names.count == 8 && Set(names).count == 8)
                #expect(try await site.engine(settings).check().problems == [])
            }
        }
    }

    @Test func `is put right by the next run where one has died behind its commit`() async throws {
        try await GitHubSite.with { site in
            try await RepositoryFixture.with { fixture in
                let settings = try fixture.signed()
                _ = try await site.engine(settings).add([try await fixture.deb("hello")], to: "stable")
                let new = try await fixture.deb("hello", "2.0")
                // Each of some twenty positions takes seconds, which CI has.
                let isThorough = Machine.current().environment["CI"] != nil
                for position in stride(from: 0, to: 60, by: isThorough ? 1 : 3) {
                    let storage = site.storage()
                    let failing = FailingStorage(storage, failingAt: position, takingEffect: position.isMultiple(of: 2))
                    let engine = RepositoryEngine(
                        failing, formats: RepositoryAccess.formats(in: storage),
                        settings: try fixture.signed(RepositorySettings(url: storage.filesURL)), jobs: 2)
                    do { _ = try await engine.add([new], to: "stable") } catch {}
                    _ = try await site.engine(settings).add([new], to: "stable")
                    #expect(try await site.engine(settings).check().problems == [], "write \(position)")
                    _ = try await site.engine(settings).update([
                        .remove(PackageSelector(name: "hello", version: "2.0"), track: nil)
                    ])
                    if failing.count <= position {
                        #expect(position > 4)
                        return
                    }
                }
                Issue.record("the update has no end")
            }
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("apt-get", "apt-cache", "dpkg-deb", "gpgv")))
    func `is one that apt updates, downloads and upgrades from`() async throws {
        try await GitHubSite.with { site in
            try await RepositoryFixture.with { fixture in
                let settings = try fixture.signed()
                let first = try await fixture.deb("hello")
                _ = try await site.engine(settings).add(
                    [first, try await fixture.deb("hello", "1.0", .arm64), try await fixture.deb("docs", "1.0", .all)],
                    to: "stable")
                let storage = site.storage()
                let source = try #require(try await storage.read("apt/repository.sources", limit: 1 << 20))
                let text = String(decoding: source.bytes, as: UTF8.self)
                #expect(text.contains("URIs: \(site.origin)/ada/packages/releases/\nSuites: latest/download/\n"))
                let client = try AptClient(fixture.folder.appending("client"), source: text)
                try await client.update()
                #expect(try await client.candidate("hello") == "1.0")
                let download = try await client.aptGet("download", "hello", "docs")
                #expect(download.isSuccess, "\(download.text)")
                let found = fixture.folder.appending("client/download/hello_1.0_amd64.deb")
                #expect(try fixture.files.read(found, limit: 1 << 20) == fixture.files.read(first, limit: 1 << 20))

                try await client.pretendInstalled("hello", "1.0")
                _ = try await site.engine(settings).add([try await fixture.deb("hello", "1.1")], to: "stable")
                try await client.update()
                #expect(try await client.simulated("upgrade").count == 1)

                // What is not stable has an index of its own, which is no latest release.
                _ = try await site.engine(settings).add([try await fixture.deb("hello", "2.0~rc1")], to: "beta")
                _ = try await site.engine(settings).add([try await fixture.deb("hello", "2.0~rc2")], to: "beta")
                let problems = try await site.engine(settings).check().problems
                #expect(problems == [], "\(problems)")
                let beta = try #require(try await storage.read("apt/repository-beta.sources", limit: 1 << 20))
                let other = try AptClient(
                    fixture.folder.appending("other"), source: String(decoding: beta.bytes, as: UTF8.self))
                try await other.update()
                #expect(try await other.candidate("hello") == "2.0~rc2")
                try await client.update()
                #expect(try await client.candidate("hello") == "1.1")
            }
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("apt-get", "apt-cache", "dpkg-deb", "gpgv")))
    func `is one that apt updates and downloads from beside a program's own releases`() async throws {
        try await GitHubSite.with { site in
            try await RepositoryFixture.with { fixture in
                let settings = try fixture.signed()
                var paths: [FilePath] = []
                for version in ["1.0", "1.1"] {
                    let path = try await fixture.deb("hello", version)
                    let tag = "tools/v\(version)"
                    _ = try await site.engine(settings, promised: tag).add([path], to: "stable")
                    // The release comes behind what is staged, as that of the channel `github` does.
                    let bytes = try fixture.files.read(path, limit: 1 << 20)
                    try await site.storage().create(
                        "releases/download/\(tag)/hello_\(version)_amd64.deb", .bytes(bytes), as: .package(.deb))
                    paths.append(path)
                }
                let storage = site.storage()
                let source = try #require(try await storage.read("apt/repository.sources", limit: 1 << 20))
                let text = String(decoding: source.bytes, as: UTF8.self)
                #expect(text.contains("URIs: \(site.origin)/ada/packages/\nSuites: raw/packages/apt/stable/\n"))
                let apt = try AptClient(fixture.folder.appending("client"), source: text)
                try await apt.update()
                #expect(try await apt.candidate("hello") == "1.1")
                let download = try await apt.aptGet("download", "hello=1.0")
                #expect(download.isSuccess, "\(download.text)")
                let found = fixture.folder.appending("client/download/hello_1.0_amd64.deb")
                #expect(try fixture.files.read(found, limit: 1 << 20) == fixture.files.read(paths[0], limit: 1 << 20))
                #expect(try await site.engine(settings).check().problems == [])
                // By one who knows of no release, too; the package has one of its own then.
                _ = try await site.engine(settings).add([try await fixture.deb("docs", "1.0", .all)], to: "stable")
                let listed = try await site.engine(settings).list().packages.map(\.path)
                #expect(listed.contains("releases/download/docs-1.0/docs_1.0_all.deb"))
                try await apt.update()
                #expect(try await apt.candidate("docs") == "1.0")
                let docs = try await apt.aptGet("download", "docs")
                #expect(docs.isSuccess, "\(docs.text)")
                let releases = try #require(await site.double.repository("ada/packages")).releases
                #expect(releases.allSatisfy { !$0.tag.hasPrefix("apt-index-") })
            }
        }
    }

    @Test func `keeps the layout that it began with, whoever goes on`() async throws {
        try await GitHubSite.with { site in
            try await RepositoryFixture.with { fixture in
                _ = try await site.engine().add([try await fixture.deb("hello")], to: "stable")
                let other = try await fixture.deb("hello", "2.0")
                _ = try await site.engine(promised: "v2.0").add([other], to: "stable")
                let offer = try #require(try await site.engine(promised: "v2.0").offer(of: .apt, named: "hello"))
                #expect(offer.layout == AptLayout.inReleases)
                #expect(
                    offer.packages.map(\.path).sorted() == [
                        "releases/download/hello-1.0/hello_1.0_amd64.deb", "releases/download/v2.0/hello_2.0_amd64.deb",
                    ])
            }
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("dnf", "rpm") && geteuid() == 0))
    func `is one that dnf installs and upgrades from, with its packages on another host`() async throws {
        try await GitHubSite.with { site in
            try await YumSite.with { yum in
                let storage = site.storage()
                let engine = site.engine(RepositorySettings(name: "site", signer: yum.signer))
                try await yum.publish("1.0-1", through: engine)
                let file = try #require(try await storage.read("yum/site.repo", limit: 1 << 20))
                try Files().createDirectory(yum.root.appending("yum"))
                try Files().replace(yum.root.appending("yum/site.repo"), file.bytes)
                try await yum.configure()
                try await yum.dnf("install hello")
                #expect(try await yum.installed() == "1.0-1")
                try await yum.publish("1.10-1", through: engine)
                try await yum.dnf("--refresh upgrade")
                #expect(try await yum.installed() == "1.10-1")
                #expect(try await engine.check().problems == [])
            }
        }
    }

    @Test(arguments: [Fault.internalError, .resetBefore, .resetAfter, .secondaryLimit])
    func `is published in spite of what goes wrong on the way`(_ fault: Fault) async throws {
        let faults = FaultPlan()
        try await GitHubSite.with(faults: faults) { site in
            try await RepositoryFixture.with { fixture in
                let settings = try fixture.signed()
                for number in 0..<5 {
                    faults.arm(fault, at: 2 + number * 9)
                    _ = try await site.engine(settings).add(
                        [try await fixture.deb("hello", "1.\(number)")], to: "stable")
                }
                faults.disarm()
                #expect(try await site.engine(settings).list().packages.count == 5)
                #expect(try await site.engine(settings).check().problems == [])
            }
        }
    }
}

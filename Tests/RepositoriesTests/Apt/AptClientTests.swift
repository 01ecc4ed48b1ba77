// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import Signing
import SystemPackage
import TestSupport
import Testing

@Suite("What apt makes of a repository", .enabled(if: ForeignTool.areThere("apt-get", "apt-cache", "dpkg-deb", "gpgv")))
struct AptClientTests {
    /// Runs `body` with a repository on a local web server, and what users of `stable` put into their sources.
    private func served(
        _ settings: RepositorySettings = RepositorySettings(),
        _ body: (RepositoryFixture, RepositoryEngine, TestServer) async throws -> Void
    ) async throws {
        try await RepositoryFixture.with { fixture in
            let site = FolderSite(fixture.root)
            try await TestServer.run({ try await site.respond(to: $0) }) { server in
                var settings = try fixture.signed(settings)
                settings.url = server.url
                try await body(fixture, fixture.engine(settings), server)
            }
        }
    }

    private func client(_ fixture: RepositoryFixture, _ configuration: String = "") throws -> AptClient {
        try AptClient(
            fixture.folder.appending("client"), source: try fixture.text("apt/repository.sources"),
            configuration: configuration)
    }

    @Test func `it updates, downloads, upgrades, pins and upgrades only what is there`() async throws {
        try await served { fixture, engine, server in
            let paths = [try await fixture.deb("hello"), try await fixture.deb("docs", "1.0", .all)]
            _ = try await engine.add(paths, to: "stable")
            let client = try client(fixture)
            try await client.update()
            #expect(server.requests.contains { $0.path.contains("/by-hash/SHA256/") })
            #expect(!server.requests.contains { $0.path.hasSuffix("Packages.xz") })
            #expect(try await client.candidate("hello") == "1.0")
            let download = try await client.aptGet("download", "hello", "docs")
            #expect(download.isSuccess, "\(download.text)")
            let found = fixture.folder.appending("client/download/hello_1.0_amd64.deb")
            #expect(try fixture.files.read(found, limit: 1 << 20) == fixture.files.read(paths[0], limit: 1 << 20))

            try await client.pretendInstalled("hello", "1.0")
            _ = try await engine.add([try await fixture.deb("hello", "1.1")], to: "stable")
            try await client.update()
            #expect(try await client.simulated("upgrade").count == 1)
            #expect(try await client.simulated("install", "--only-upgrade", "hello", "docs").count == 1)
            try fixture.files.replace(
                fixture.folder.appending("client/etc/apt/preferences.d/hello"),
                text: "Package: hello\nPin: version 1.0\nPin-Priority: 1001\n")
            #expect(try await client.candidate("hello") == "1.0")
            #expect(try await client.simulated("upgrade").isEmpty)
        }
    }

    @Test func `it sees each publication, however soon it follows another`() async throws {
        try await served { fixture, engine, _ in
            _ = try await engine.add([try await fixture.deb("hello", "1.0")], to: "stable")
            let client = try client(fixture)
            for version in ["1.1", "1.2", "1.3"] {
                try await client.update()
                _ = try await engine.add([try await fixture.deb("hello", version)], to: "stable")
                try await client.update()
                #expect(try await client.candidate("hello") == version)
            }
        }
    }

    @Test func `it takes gzip where it has no xz, and verifies with the key file too`() async throws {
        try await served { fixture, engine, _ in
            _ = try await engine.add([try await fixture.deb("hello")], to: "stable")
            let client = try client(fixture, "Acquire::CompressionTypes::Order { \"gz\"; };")
            try fixture.files.replace(
                client.root.appending("etc/apt/sources.list.d/test.sources"),
                text: try fixture.text("apt/repository.sources").split(separator: "\n").prefix(4).joined(
                    separator: "\n")
                    + "\nSigned-By: \(fixture.root)/apt/repository.asc\n")
            try await client.update()
            #expect(try await client.candidate("hello") == "1.0")
        }
    }

    @Test(arguments: ["index", "InRelease", "package"])
    func `it refuses a changed byte`(_ what: String) async throws {
        try await served { fixture, engine, _ in
            _ = try await engine.add([try await fixture.deb("hello")], to: "stable")
            let client = try client(fixture)
            func damage(_ path: FilePath) throws {
                var bytes = try fixture.files.read(path, limit: 1 << 20)
                bytes[bytes.count / 2] ^= 1
                try fixture.files.replace(path, bytes)
            }
            switch what {
            case "index":
                for entry in try fixture.files.walk(fixture.root.appending("apt/dists"))
                where entry.path.string.contains("by-hash/SHA256/") && entry.status.isFile {
                    try damage(entry.path)
                }
                #expect(try await !client.aptGet("update").isSuccess)
            case "InRelease":
                let path = fixture.root.appending("apt/dists/stable/InRelease")
                let text = try fixture.files.readText(path, limit: 1 << 20)
                try fixture.files.replace(path, text: text.replacing("Suite: stable", with: "Suite: stabla"))
                #expect(try await client.aptGet("update").text.contains("W:"))
                #expect(try await client.candidate("hello") != "1.0")
            default:
                try await client.update()
                try damage(fixture.root.appending("apt/pool/main/h/hello/hello_1.0_amd64.deb"))
                #expect(try await !client.aptGet("download", "hello").isSuccess)
            }
        }
    }

    @Test func `it refuses a publication whose time is over, until it is made anew`() async throws {
        try await served(RepositorySettings(validity: 86_400)) { fixture, engine, server in
            let now = SystemClock().now()
            var settings = try fixture.signed(RepositorySettings(validity: 86_400))
            settings.url = server.url
            let past = fixture.engine(settings, clock: FixedClock(seconds: now - 10 * 86_400))
            _ = try await past.add([try await fixture.deb("hello")], to: "stable")
            let client = try client(fixture)
            let refused = try await client.aptGet("update")
            #expect(!refused.isSuccess && refused.text.contains("is expired"), "\(refused.text)")
            #expect(try await engine.update([]).isPublished)
            try await client.update()
            #expect(try await client.candidate("hello") == "1.0")
            #expect(try await !engine.update([]).isPublished)
        }
    }

    @Test func `it offers a phased version to none of those who are not reached yet`() async throws {
        try await served { fixture, engine, _ in
            _ = try await engine.add([try await fixture.deb("hello", "1.0")], to: "stable")
            _ = try await engine.add([try await fixture.deb("hello", "2.0")], to: "stable", phase: 0)
            // In a container apt takes all phases unless told not to.
            let client = try client(fixture, "APT::Get::Never-Include-Phased-Updates \"true\";")
            try await client.update()
            try await client.pretendInstalled("hello", "1.0")
            #expect(try await client.simulated("upgrade").isEmpty)
            let change = RepositoryChange.phase(
                PackageSelector(name: "hello", version: "2.0"), track: "stable", percentage: nil)
            #expect(try await engine.update([change]).isPublished)
            try await client.update()
            #expect(try await client.simulated("upgrade").count == 1)
        }
    }

    @Test func `it installs from a repository that has packages for all architectures alone`() async throws {
        try await served { fixture, engine, _ in
            _ = try await engine.add([try await fixture.deb("docs", "1.0", .all)], to: "stable")
            let client = try client(fixture)
            try await client.update()
            #expect(try await client.candidate("docs") == "1.0")
        }
    }

    @Test func `it never sees an error or a mixture while two hundred publications go by`() async throws {
        try await served { fixture, engine, _ in
            _ = try await engine.add([try await fixture.deb("package0", "1.0")], to: "stable")
            let client = try client(fixture)
            var paths: [FilePath] = []
            for number in 1...200 { paths.append(try await fixture.deb("package0", "1.\(number)")) }
            let all = paths
            let updates = try await withThrowingTaskGroup(of: Int.self) { group in
                let isDone = Flag()
                group.addTask {
                    defer { isDone.set() }
                    for path in all { _ = try await engine.add([path], to: "stable") }
                    return 0
                }
                group.addTask {
                    var count = 0
                    var last = try DebianVersion(parsing: "0")
                    while !isDone.isSet {
                        try await client.update()
                        let candidate = try await client.candidate("package0")
                        let version = try DebianVersion(parsing: try #require(candidate))
                        #expect(version >= last)
                        last = version
                        count += 1
                    }
                    return count
                }
                return try await group.reduce(0, +)
            }
            #expect(updates >= 3)
            try await client.update()
            #expect(try await client.candidate("package0") == "1.200")
        }
    }

    @Test func `it follows from one key to another through a time in which both sign`() async throws {
        try await served { fixture, engine, server in
            let (both, new) = try RepositoryFixture.rotation()
            _ = try await engine.add([try await fixture.deb("hello")], to: "stable")
            let first = try client(fixture)
            try await first.update()
            func publish(_ signer: OpenPGPSigner, _ version: String) async throws {
                let settings = RepositorySettings(url: server.url, signer: signer)
                _ = try await fixture.engine(settings).add([try await fixture.deb("hello", version)], to: "stable")
                #expect(try await fixture.engine(settings).check(trusting: signer.keyRing).problems == [])
            }
            try await publish(both, "1.1")
            // Who has the old key alone goes on; who comes now gets both, and is there when the old one goes.
            try await first.update()
            #expect(try await first.candidate("hello") == "1.1")
            let second = try AptClient(
                fixture.folder.appending("second"), source: try fixture.text("apt/repository.sources"))
            try await second.update()
            #expect(try await second.candidate("hello") == "1.1")
            try await publish(new, "1.2")
            try await second.update()
            #expect(try await second.candidate("hello") == "1.2")
            let refused = try await first.aptGet("update")
            #expect(refused.text.contains("NO_PUBKEY"), "\(refused.text)")
            #expect(try await first.candidate("hello") == "1.1")
        }
    }

    @Test func `it takes a phased version on one machine in four, by the machines' own numbers`() async throws {
        try await served { fixture, engine, _ in
            _ = try await engine.add([try await fixture.deb("hello", "1.0")], to: "stable")
            _ = try await engine.add([try await fixture.deb("hello", "2.0")], to: "stable", phase: 25)
            var reached = 0
            let machines = 24
            for number in 0..<machines {
                // As /etc/machine-id has it; in a container apt would take all phases.
                let id = PlainAptReader.digest(Array("machine \(number)".utf8)).prefix(32)
                let client = try AptClient(
                    fixture.folder.appending("machine-\(number)"), source: try fixture.text("apt/repository.sources"),
                    configuration: "APT::Machine-ID \"\(id)\"; Dir::Bin::ischroot \"/bin/false\";")
                try await client.update()
                try await client.pretendInstalled("hello", "1.0")
                let count = try await client.simulated("upgrade").count
                reached += count
                // The same machine is always on the same side, and whoever asks for all phases has them.
                #expect(try await client.simulated("upgrade").count == count)
                #expect(
                    try await client.simulated("-o", "APT::Get::Always-Include-Phased-Updates=true", "upgrade").count
                        == 1)
                // Who installs it anew has it in any case.
                try fixture.files.replace(client.root.appending("var/lib/dpkg/status"), text: "")
                #expect(try await client.simulated("install", "hello").first?.contains("2.0") == true)
            }
            #expect((2...11).contains(reached), "\(reached) of \(machines)")
        }
    }

    @Test func `its own tools read the same from the index`() async throws {
        try #require(ForeignTool.areThere("apt-ftparchive"))
        try await served { fixture, engine, _ in
            let field = ControlStanza.Field("X-Note", "kept as it is")
            let paths = [
                try await fixture.deb("hello", "1:2.0~rc1-3", fields: [field], fileName: "hello_2.0~rc1-3_amd64.deb"),
                try await fixture.deb("libtally-dev", lines: 40),
            ]
            _ = try await engine.add(paths, to: "stable")
            let index = try #require(
                try PlainAptReader(
                    root: fixture.root, track: "stable", keyRing: try RepositoryFixture.signer().keyRing
                ).stanzas())
            let theirs = try await Machine.current().programs.run(
                ProgramCall(
                    .name("apt-ftparchive"), ["packages", "pool"], workingDirectory: fixture.root.appending("apt")))
            let stanzas = try ControlStanza.all(parsing: theirs.output.bytes)
            #expect(stanzas.count == index.count)
            for stanza in stanzas {
                let ours = try #require(index.first { $0["Package"] == stanza["Package"] })
                for field in stanza.fields where !["MD5sum", "SHA1", "SHA512"].contains(field.name) {
                    #expect(ours[field.name] == field.value, "\(field.name)")
                }
                #expect(ours.fields.count == stanza.fields.count - 3)
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import Release
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite("The channel docs in a storage")
struct StoredDocsChannelTests {
    @Test func `writes a folder for each version and fills latest with the newest stable one`() async throws {
        try await ChannelWorld.with { world in
            let site = try world.storeDocs()
            try world.writeDocs("one")
            let plan = try #require(try await world.publish("docs", dryRun: true).publication?.publications.first)
            #expect(
                plan.steps.map(\.text) == [
                    "write 1.2.3/, 2 files", "list 1.2.3 in \(site)", "fill latest/ of \(site) with 1.2.3",
                ])
            #expect(try !world.files.exists(site))
            try await world.publish("docs")
            #expect(try world.text(site, "1.2.3/index.html") == "one")
            #expect(try world.text(site, "latest/guide/start.html") == "start one")
            #expect(try world.text(site, "index.html")?.contains("url=latest/") == true)
            #expect(try await world.publish("docs").publication?.publications.first?.steps == [])

            try world.files.replace(world.project.appending("docs/style.css"), text: "p {}")
            for (version, text) in [("2.0.0", "two"), ("1.2.4", "fix"), ("3.0.0-rc.1", "rc")] {
                try await world.release(version)
                try world.writeDocs(text)
                try await world.publish("docs")
            }
            #expect(try world.text(site, "latest/index.html") == "two")
            #expect(try world.text(site, "latest/style.css") == "p {}")
            #expect(try world.text(site, "1.2.4/index.html") == "fix")
            #expect(try world.text(site, "3.0.0-rc.1/index.html") == "rc")
            #expect(try await world.publish("docs").publication?.publications.first?.live == "3.0.0-rc.1")
        }
    }

    @Test func `refuses other documentation of a published version, and takes away what latest has no more`()
        async throws
    {
        try await ChannelWorld.with { world in
            let site = try world.storeDocs()
            try world.writeDocs("one")
            try await world.publish("docs")
            try await world.release("1.3.0")
            try world.files.remove(world.project.appending("docs/guide"), recursively: true)
            try await world.publish("docs")
            #expect(try world.text(site, "latest/guide/start.html") == nil)
            #expect(try world.text(site, "1.2.3/guide/start.html") == "start one")
            try world.writeDocs("other")
            let error = await #expect(throws: Diagnostic.self) { try await world.publish("docs") }
            #expect(error?.exit == .needsChange)
            #expect(error?.causes.count == 2)
        }
    }

    @Test func `is taken back when a later channel fails, and finished by the next run`() async throws {
        try await ChannelWorld.with { world in
            let site = try world.storeDocs()
            try world.writeDocs("one")
            try await world.publish("docs", "packagecloud")
            try await world.release("1.3.0")
            try world.writeDocs("two")
            world.faults.arm { _, request in request.method == "POST" ? .unavailable : nil }
            await #expect(throws: Diagnostic.self) { try await world.publish("docs", "packagecloud") }
            world.faults.disarm()
            #expect(try world.text(site, "latest/index.html") == "one")
            #expect(try world.text(site, "1.3.0/index.html") == nil)
            try await world.publish("docs", "packagecloud")
            #expect(try world.text(site, "latest/index.html") == "two")
        }
    }

    @Test(arguments: 0..<4)
    func `keeps two versions that are published at once`(_ interleaving: Int) async throws {
        try await ChannelWorld.with(store: .s3) { world in
            _ = try world.storeDocs(world.storage("docs"))
            try world.writeDocs("one")
            let other = world.folder.appending("other")
            try await world.git("clone", "--quiet", world.project.string, other.string)
            _ = try await world.machine.programs.run(
                ProgramCall(
                    .name("sh"), ["-c", "cp -R dist docs fledge.yaml ../other/"], workingDirectory: world.project))
            try await world.release("1.3.0")
            try world.writeDocs("two")
            // Answers that dawdle let the two overtake each other elsewhere each time.
            world.faults.arm { index, _ in index / 3 % 4 == interleaving ? .slowBody : nil }
            _ = try await inOrder([other, world.project], atMost: 2) { folder in
                var options = ReleaseOptions()
                options.channels = ["docs"]
                let project = try await ProjectLoading(machine: world.machine).load(folder, config: nil)
                _ = try await ReleasePipeline(
                    machine: world.machine, project: project, options: options, reporter: SilentReporter()
                ).publish()
            }
            #expect(try world.stored("docs/latest/index.html") == Array("two".utf8))
            #expect(try world.stored("docs/latest/guide/start.html") == Array("start two".utf8))
            #expect(try world.stored("docs/1.2.3/index.html") == Array("one".utf8))
        }
    }

    @Test func `has beforehand what no page refers to, and then writes what differs, the first page last`() async throws
    {
        try await ChannelWorld.with(store: .s3) { world in
            _ = try world.storeDocs(world.storage("docs"))
            try world.writeDocs("one")
            for name in ["style.css", "old.css"] {
                try world.files.replace(world.project.appending("docs").appending(name), text: name)
            }
            try await world.publish("docs")
            try await world.release("1.3.0")
            try world.writeDocs("two")
            try world.files.remove(world.project.appending("docs/old.css"))
            try world.files.replace(world.project.appending("docs/new.css"), text: "new")
            world.faults.disarm()
            try await world.publish("docs")
            let log = world.faults.log.filter { !$0.hasPrefix("GET ") }
            let claim = try #require(log.firstIndex(of: "PUT /bucket/docs/.fledge/docs.json"))
            #expect(log[..<claim].filter { $0.contains("/latest/") } == ["PUT /bucket/docs/latest/new.css"])
            #expect(
                log[claim...].map { $0.replacing("/bucket/docs/", with: "") } == [
                    "PUT .fledge/docs.json", "PUT latest/guide/start.html", "PUT latest/index.html",
                    "DELETE latest/old.css", "PUT .fledge/docs.json",
                ])
        }
    }

    @Test func `is taken back when a store falls silent for longer than a step may take`() async throws {
        try await S3Double.serving { store, server in
            let values = store.environment(server)
            try await ChannelWorld.with { world in
                _ = try world.storeDocs("s3://bucket/docs")
                try world.writeDocs("one")
                var machine = world.machine
                machine.environment = Environment(
                    values.merging(["PATH": world.machine.environment["PATH"] ?? ""]) { $1 })
                let isSilent = Mutex(true)
                server.inject { request in
                    guard request.method == "PUT", request.path.hasSuffix("/.fledge/docs.json") else { return nil }
                    return isSilent.withLock { silent in
                        defer { silent = false }
                        return silent ? .silence : nil
                    }
                }
                var deadlines = StepDeadlines()
                deadlines.commit = .seconds(1)
                let limits = deadlines
                let error = await #expect(throws: Diagnostic.self) {
                    try await world.publish("docs", on: machine, deadlines: limits)
                }
                #expect(error?.causes.first == "`docs commit` did not come to an end within 1 s")
                #expect(error?.exit == .workFailed)
                #expect(!store.objects.keys.contains { $0.contains("1.2.3/") })
                try await world.publish("docs", on: machine)
            }
            #expect(store.objects["docs/latest/index.html"].map { String(decoding: $0.bytes, as: UTF8.self) } == "one")
        }
    }

    @Test func `goes to an S3-compatible store, with types that browsers take`() async throws {
        try await S3Double.serving { store, server in
            let values = store.environment(server)
            try await ChannelWorld.with { world in
                _ = try world.storeDocs("s3://bucket/docs")
                try world.writeDocs("one")
                try world.files.replace(world.project.appending("docs/style.css"), text: "p {}")
                var machine = world.machine
                machine.environment = Environment(
                    values.merging(["PATH": world.machine.environment["PATH"] ?? ""]) { $1 })
                try await world.publish("docs", on: machine)
                #expect(try await world.publish("docs", on: machine).publication?.publications.first?.steps == [])
            }
            #expect(store.objects["docs/latest/index.html"].map { String(decoding: $0.bytes, as: UTF8.self) } == "one")
            #expect(store.objects["docs/1.2.3/style.css"]?.fields["content-type"] == "text/css; charset=utf-8")
            #expect(
                store.objects["docs/latest/index.html"]?.fields["cache-control"] == "public, max-age=0, must-revalidate"
            )
        }
    }
}

extension ChannelWorld {
    /// Lets the documentation go to a storage; returns its folder.
    func storeDocs(_ location: String? = nil) throws -> FilePath {
        let site = folder.appending("docs-site")
        try append("  docs: {storage: \"\(location ?? "file://\(site)")\"}\n")
        return site
    }

    func text(_ site: FilePath, _ path: String) throws -> String? {
        let file = site.pushing(FilePath(path))
        return try files.exists(file) ? try files.readText(file, limit: 1 << 20) : nil
    }
}

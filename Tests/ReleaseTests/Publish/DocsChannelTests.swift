// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import Release
import SystemPackage
import TestSupport
import Testing

@Suite("The channel docs")
struct DocsChannelTests {
    @Test func `writes a folder for each version and the newest stable one as latest`() async throws {
        try await ChannelWorld.with { world in
            try world.writeDocs("one")
            try await world.publish("docs")
            #expect(try await world.docs("1.2.3/index.html") == "one")
            #expect(try await world.docs("latest/guide/start.html") == "start one")
            #expect(try await world.docs("index.html")?.contains("url=latest/") == true)
            world.faults.disarm()
            try await world.publish("docs")
            #expect(!world.faults.log.contains { !$0.hasPrefix("GET ") })
            for (version, text) in [("2.0.0", "two"), ("1.2.4", "fix"), ("3.0.0-rc.1", "rc")] {
                try await world.release(version)
                try world.writeDocs(text)
                try await world.publish("docs")
            }
            #expect(try await world.docs("latest/index.html") == "two")
            #expect(try await world.docs("1.2.4/index.html") == "fix")
            #expect(try await world.docs("3.0.0-rc.1/index.html") == "rc")
            #expect(try await world.docs("1.2.3/index.html") == "one")
        }
    }

    @Test func `replaces latest whole, and refuses other documentation of a published version`() async throws {
        try await ChannelWorld.with { world in
            try world.writeDocs("one")
            try await world.publish("docs")
            try await world.release("1.3.0")
            try world.files.remove(world.project.appending("docs/guide"), recursively: true)
            try await world.publish("docs")
            #expect(try await world.docs("latest/guide/start.html") == nil)
            try world.writeDocs("other")
            let error = await #expect(throws: Diagnostic.self) { try await world.publish("docs") }
            #expect(error?.exit == .needsChange)
        }
    }

    @Test func `publishes what a command writes, to any git remote`() async throws {
        try await ChannelWorld.with { world in
            let bare = world.folder.appending("site.git")
            try await world.git("init", "--quiet", "--bare", bare.string)
            try world.append(
                "  docs: {source: out, command: \"mkdir -p out && echo {{version}} > out/index.html\", repository: \"file://\(bare)\"}\n"
            )
            try await world.publish("docs")
            try await world.publish("docs")
            try await world.release("1.3.0")
            try await world.publish("docs")
            #expect(try await world.git("-C", bare.string, "show", "gh-pages:latest/index.html") == "1.3.0")
            #expect(try await world.git("-C", bare.string, "show", "gh-pages:1.2.3/index.html") == "1.2.3")
            #expect(try await world.git("-C", bare.string, "rev-list", "--count", "gh-pages") == "2")
        }
    }

    @Test func `takes its commit back by another one`() async throws {
        try await ChannelWorld.with { world in
            try world.writeDocs("one")
            try await world.publish("docs")
            try await world.release("1.3.0")
            try world.writeDocs("two")
            let isMoved = { @Sendable in
                world.faults.log.contains { $0.hasPrefix("PATCH ") && $0.hasSuffix("/gh-pages") }
            }
            world.faults.arm { index, request in
                isMoved() && request.method == "GET" && world.faults.hits < 5 ? .internalError : nil
            }
            await #expect(throws: Diagnostic.self) { try await world.publish("docs") }
            world.faults.disarm()
            #expect(try await world.docs("latest/index.html") == "one")
            #expect(try await world.docs("1.3.0/index.html") == nil)
            try await world.publish("docs")
            #expect(try await world.docs("latest/index.html") == "two")
        }
    }
}

extension ChannelWorld {
    func writeDocs(_ text: String) throws {
        try files.createDirectory(project.appending("docs/guide"))
        try files.replace(project.appending("docs/index.html"), text: text)
        try files.replace(project.appending("docs/guide/start.html"), text: "start \(text)")
    }

    func append(_ text: String) throws {
        let path = project.appending("fledge.yaml")
        let before = try files.readText(path, limit: 1 << 16)
        try files.replace(path, text: before + (before.hasSuffix("\n") ? "" : "\n") + text)
    }

    /// A file's text at the head of `gh-pages`.
    func docs(_ path: String) async throws -> String? {
        try await repository().git.blob("refs/heads/gh-pages:\(path)").map { String(decoding: $0, as: UTF8.self) }
    }
}

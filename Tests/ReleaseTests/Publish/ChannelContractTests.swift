// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import Release
import SystemPackage
import TestSupport
import Testing

/// What every channel promises, whatever it is.
@Suite("Every channel")
struct ChannelContractTests {
    /// A channel, and where its files live if it keeps them in a store.
    struct Subject: Sendable, CustomTestStringConvertible {
        let channel: String
        var store = ChannelWorld.Store.folder

        var testDescription: String { store == .folder ? channel : "\(channel) in \(store)" }

        func with(_ body: @escaping @Sendable (ChannelWorld) async throws -> Void) async throws {
            try await ChannelWorld.with(store: store) { world in
                if channel == "docs", store == .s3 { _ = try world.storeDocs(world.storage("docs")) }
                try await body(world)
            }
        }
    }

    private static let all =
        ["folder", "github", "apt", "yum", "homebrew", "docs", "packagecloud"].map { Subject(channel: $0) }
        + ["apt", "yum", "docs"].map { Subject(channel: $0, store: .s3) }

    @Test(arguments: all)
    func `plans without changing anything, then does it, then has nothing to do`(_ subject: Subject) async throws {
        try await subject.with { world in
            let channel = subject.channel
            try world.writeDocs("docs")
            world.faults.disarm()
            let plan = try #require(try await world.publish(channel, dryRun: true).publication?.publications.first)
            #expect(plan.live == nil)
            #expect(plan.steps.contains { $0.effect == .reveal } || channel == "folder")
            #expect(!world.faults.log.contains { !$0.hasPrefix("GET ") })
            #expect(try !world.files.exists(world.dist.appending("site")))
            let done = try #require(try await world.publish(channel).publication?.publications.first)
            #expect(done.steps == plan.steps)
            world.faults.disarm()
            let again = try #require(try await world.publish(channel).publication?.publications.first)
            #expect(again.steps == [])
            #expect(again.live == "1.2.3")
            #expect(!world.faults.log.contains { !$0.hasPrefix("GET ") })
        }
    }

    @Test(arguments: all)
    func `moves on to a higher version and not back to a lower one`(_ subject: Subject) async throws {
        try await subject.with { world in
            let channel = subject.channel
            for version in ["1.2.3", "1.3.0", "1.2.4"] {
                try await world.release(version)
                try world.writeDocs("docs of \(version)")
                try await world.publish(channel)
            }
            let live = try await world.publish(channel, dryRun: true).publication?.publications.first?.live
            #expect(live == "1.3.0")
        }
    }

    @Test(arguments: all)
    func `refuses other bytes under a published version and changes nothing`(_ subject: Subject) async throws {
        try await subject.with { world in
            let channel = subject.channel
            try world.writeDocs("docs")
            try await world.publish(channel)
            try world.writeDocs("other docs")
            for name in [
                "hello_1.2.3_amd64.deb", "hello-1.2.3-1.x86_64.rpm", "hello_1.2.3_linux_amd64.tar.gz",
            ] {
                try world.files.replace(world.dist.appending(name), text: "other \(name)")
            }
            let formula = world.dist.appending("hello.rb")
            let text = try world.files.readText(formula, limit: 1 << 20)
            let digest = try world.digest("hello_1.2.3_linux_amd64.tar.gz")
            try world.files.replace(formula, text: text.replacing(#/sha256 "[0-9a-f]*"/#, with: "sha256 \"\(digest)\""))
            try world.rewriteManifest()
            world.faults.disarm()
            let error = await #expect(throws: Diagnostic.self) { try await world.publish(channel) }
            #expect(error?.exit == .needsChange)
            #expect(error?.causes.count == 2)
            #expect(!world.faults.log.contains { !$0.hasPrefix("GET ") })
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import Release
import SystemPackage
import TestSupport
import Testing

@Suite("The channel homebrew")
struct HomebrewChannelTests {
    @Test func `moves the tap on by one commit, and not at all the second time`() async throws {
        try await ChannelWorld.with { world in
            try await world.publish("homebrew")
            #expect(try await world.tapSubjects() == ["hello 1.2.3", "Initial commit"])
            #expect(try await world.tap("Formula/hello.rb")?.contains("version \"1.2.3\"") == true)
            let held = try #require(try await world.tap("Formula/hello@1.2.rb"))
            #expect(held.hasPrefix("class HelloAT12 < Formula\n"))
            #expect(held.contains("  license \"MIT\"\n\n  keg_only :versioned_formula\n\n  on_linux do\n"))
            #expect(try await world.tap("README.md") != nil)
            world.faults.disarm()
            try await world.publish("homebrew")
            #expect(!world.faults.log.contains { !$0.hasPrefix("GET ") })
        }
    }

    @Test func `can be cloned over plain HTTP`() async throws {
        try await ChannelWorld.with { world in
            try await world.publish("homebrew")
            try await world.git("clone", "--quiet", "\(world.origin)/ada/homebrew-tap.git", "tap")
            #expect(try world.files.exists(world.project.appending("tap/Formula/hello.rb")))
        }
    }

    @Test func `keeps what others commit while it is at work`() async throws {
        try await ChannelWorld.with { world in
            // Someone commits after the head was read, before the branch is moved.
            await world.github.beforeMoving("ada/homebrew-tap") { github in
                try await github.commit(
                    "theirs", to: "Formula/other.rb", of: "ada/homebrew-tap", branch: "main", message: "Other")
            }
            try await world.publish("homebrew")
            #expect(try await world.tapSubjects() == ["hello 1.2.3", "Other", "Initial commit"])
            #expect(try await world.tap("Formula/other.rb") == "theirs")
        }
    }

    @Test func `lets an older line be held without moving the newest back, and keeps prereleases apart`() async throws {
        try await ChannelWorld.with { world in
            for version in ["1.3.0", "1.2.4", "2.0.0-rc.1"] {
                try await world.release(version)
                try await world.publish("homebrew")
            }
            #expect(try await world.tap("Formula/hello.rb")?.contains("version \"1.3.0\"") == true)
            #expect(try await world.tap("Formula/hello@1.3.rb")?.contains("version \"1.3.0\"") == true)
            #expect(try await world.tap("Formula/hello@1.2.rb")?.contains("version \"1.2.4\"") == true)
            let beta = try #require(try await world.tap("Formula/hello-beta.rb"))
            #expect(beta.hasPrefix("class HelloBeta < Formula\n"))
            #expect(beta.contains("conflicts_with \"hello\""))
        }
    }

    @Test func `takes its commit back by another one when a later channel fails`() async throws {
        try await ChannelWorld.with { world in
            try await world.publish("homebrew")
            try await world.release("1.3.0")
            // What is read back after the commit is not the formula that was published.
            world.faults.arm { _, request in
                let isMoved = world.faults.log.contains { $0.hasPrefix("PATCH ") && $0.contains("homebrew-tap") }
                return isMoved && request.method == "GET" && request.path.contains("/contents/")
                    && world.faults.log.filter { $0.contains("/contents/") }.count < 10 ? .internalError : nil
            }
            await #expect(throws: Diagnostic.self) { try await world.publish("homebrew") }
            world.faults.disarm()
            if try await world.tapSubjects().first == "Take back hello 1.3.0" {
                #expect(try await world.tap("Formula/hello.rb")?.contains("version \"1.2.3\"") == true)
                #expect(try await world.tap("Formula/hello@1.3.rb") == nil)
            }
            try await world.publish("homebrew")
            #expect(try await world.tap("Formula/hello.rb")?.contains("version \"1.3.0\"") == true)
        }
    }

    @Test func `begins an empty tap`() async throws {
        try await ChannelWorld.with { world in
            try await world.github.addRepository("ada/homebrew-tap", isEmpty: true)
            try await world.publish("homebrew")
            #expect(try await world.tap("Formula/hello.rb") != nil)
            #expect(try await world.tap("Formula/hello@1.2.rb") != nil)
        }
    }

    @Test func `opens one pull request where it is asked to`() async throws {
        try await ChannelWorld.with { world in
            try await world.configure(tap: "{tap: ada/homebrew-tap, pull-request: true}")
            try await world.publish("homebrew")
            try await world.publish("homebrew")
            let tap = try #require(await world.github.repository("ada/homebrew-tap"))
            #expect(tap.pulls.map(\.title) == ["hello 1.2.3"])
            #expect(try await world.tapSubjects() == ["Initial commit"])
            #expect(try await tap.git.blob("refs/heads/fledge/hello-1.2.3:Formula/hello.rb") != nil)
        }
    }

    @Test func `pushes to any other git repository`() async throws {
        try await ChannelWorld.with { world in
            let bare = world.folder.appending("tap.git")
            try await world.git("init", "--quiet", "--bare", "-b", "main", bare.string)
            try await world.configure(tap: "{tap: \"file://\(bare)\"}")
            try await world.publish("homebrew")
            try await world.publish("homebrew")
            try await world.release("1.3.0")
            try await world.publish("homebrew")
            #expect(try await world.git("-C", bare.string, "log", "--format=%s", "main") == "hello 1.3.0\nhello 1.2.3")
            #expect(
                try await world.git("-C", bare.string, "ls-tree", "-r", "--name-only", "main")
                    == "Formula/hello.rb\nFormula/hello@1.2.rb\nFormula/hello@1.3.rb")
            let left = try world.files.list(world.folder.appending("tmp")).map(\.string)
            #expect(left.filter { $0.hasPrefix("fledge-branch") } == [])
        }
    }
}

extension ChannelWorld {
    func tapSubjects() async throws -> [String] {
        try await #require(await github.repository("ada/homebrew-tap")).git.subjects(of: "main")
    }

    /// A file's text at the head of the tap.
    func tap(_ path: String) async throws -> String? {
        let tap = try #require(await github.repository("ada/homebrew-tap"))
        return try await tap.git.blob("refs/heads/main:\(path)").map { String(decoding: $0, as: UTF8.self) }
    }

    /// Says another tap in the configuration.
    func configure(tap: String) async throws {
        let path = project.appending("fledge.yaml")
        let text = try files.readText(path, limit: 1 << 16)
        try files.replace(path, text: text.replacing("{tap: ada/homebrew-tap}", with: tap))
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
import Project
import Release
import SystemPackage
import TestSupport
import Testing

/// A release to all seven channels, with something going wrong at each of its requests, those to the repositories' store
/// among them.
///
/// `make test` tries a part of the positions, another kind at each; `FLEDGE_SWEEP=full` tries every kind at every one, and
/// `FLEDGE_SWEEP=full:480` goes on from the 480th, `full:480-560` up to the 559th.
@Suite("A release with faults", .serialized)
struct FaultSweepTests {
    private static let channels = ["github", "apt", "yum", "folder", "homebrew", "docs", "packagecloud"]
    private static let sweep = ProcessInfo.processInfo.environment["FLEDGE_SWEEP"] ?? ""
    private static let isFull = sweep.hasPrefix("full")
    /// The first position and the one behind the last.
    private static let bounds = sweep.dropFirst("full:".count).split(separator: "-").map { Int($0) ?? 0 }

    /// One request that goes wrong, or all from it on.
    private enum Position: Sendable, CustomStringConvertible {
        case one(Fault, at: Int)
        case outage(from: Int)

        var description: String {
            switch self {
            case .one(let fault, let index): "\(fault) at request \(index)"
            case .outage(let index): "an outage from request \(index) on"
            }
        }
    }

    @Test func `ends, after one clean run, with exactly what was intended`() async throws {
        let count = try await requestsOfACleanRun()
        #expect(count > 30)
        var positions: [Position] = []
        for index in 0..<(count + 2) {
            if Self.isFull {
                positions += Fault.allCases.map { .one($0, at: index) }
                positions.append(.outage(from: index))
            } else if index % 5 == 0 {
                positions.append(.one(Fault.allCases[index / 5 % Fault.allCases.count], at: index))
            } else if index % 17 == 1 {
                positions.append(.outage(from: index))
            }
        }
        if let end = Self.bounds.dropFirst().first { positions = Array(positions.prefix(end)) }
        positions.removeFirst(min(Self.bounds.first ?? 0, positions.count))
        var failures = 0
        var reached = 0
        for start in stride(from: 0, to: positions.count, by: 4) {
            let part = Array(positions[start..<min(start + 4, positions.count)])
            let outcomes = try await inOrder(part, atMost: 2) { try await Self.sweep($0) }
            failures += outcomes.filter(\.didFail).count
            reached += outcomes.filter(\.wasReached).count
            if Self.isFull, start % 40 == 0 {
                print(
                    "faults: \(start + part.count) of \(positions.count) positions tried, \(failures) runs failed and were finished"
                )
            }
        }
        print(
            "faults: \(positions.count) positions tried of \(count) requests, \(reached) reached, \(failures) runs failed and were finished"
        )
        #expect(Self.bounds.count > 0 || reached > positions.count / 2)
    }

    @Test func `takes everything back when a later channel can't be committed`() async throws {
        try await ChannelWorld.with(store: .s3) { world in
            try world.writeDocs("docs of 1.2.3")
            try await Self.publish(world)
            try await Self.next(world)
            world.faults.arm { _, request in
                request.method == "PATCH" && request.path.hasSuffix("/homebrew-tap/git/refs/heads/main")
                    ? .unavailable : nil
            }
            let error = await #expect(throws: Diagnostic.self) { try await Self.publish(world) }
            #expect(error?.causes.contains { $0.hasPrefix("taken back: ") && $0.contains("github") } == true)
            #expect(error?.hints.contains { $0.contains("no channel shows 1.3.0") } == true)
            world.faults.disarm()
            #expect(try await Self.visible("1.3.0", in: world) == [])
            let page = try await world.machine.web.send(WebRequest(.get, "\(world.origin)/ada/hello/releases/latest"))
            #expect(page.headers["Location"]?.hasSuffix("/v1.2.3") == true)
            try await Self.publish(world)
            #expect(try await Self.visible("1.3.0", in: world) == Self.channels)
            try await world.expectReleases("1.2.3", "1.3.0", latest: "1.3.0")
        }
    }

    @Test func `commits nothing where one channel can't be staged`() async throws {
        try await ChannelWorld.with(store: .s3) { world in
            try world.writeDocs("docs of 1.2.3")
            world.faults.arm { _, request in
                request.path.hasSuffix("/git/trees") && request.path.contains("homebrew-tap") ? .internalError : nil
            }
            await #expect(throws: Diagnostic.self) { try await Self.publish(world) }
            #expect(try await Self.visible("1.2.3", in: world) == [])
        }
    }

    @Test func `lets two runs of the same release at once end in one`() async throws {
        try await ChannelWorld.with(store: .s3) { world in
            try world.writeDocs("docs of 1.2.3")
            // Another machine has the same dist/ in a folder of its own.
            let other = world.folder.appending("other")
            try await world.git("clone", "--quiet", world.project.string, other.string)
            _ = try await world.machine.programs.run(
                ProgramCall(
                    .name("cp"), ["-R", world.dist.string, world.project.appending("docs").string, other.string + "/"]))
            _ = try await inOrder([world.project, other], atMost: 2) { folder in
                try? await Self.publish(world, from: folder)
            }
            try await Self.publish(world)
            try await Self.expectIntended(world, after: "two runs at once")
        }
    }

    @Test(arguments: 0..<4)
    func `lets two versions at once end in one order, with both there`(_ interleaving: Int) async throws {
        try await ChannelWorld.with(store: .s3) { world in
            try world.writeDocs("docs of 1.2.3")
            // Another machine has the next version's dist/.
            let other = world.folder.appending("other")
            try await world.git("clone", "--quiet", world.project.string, other.string)
            let copy = ProgramCall(
                .name("sh"), ["-c", "cp -R dist docs ../other/"], workingDirectory: world.project)
            _ = try await world.machine.programs.run(copy)
            try await Self.next(world)
            // Answers that dawdle in one half of the requests let the two overtake each other elsewhere each time.
            world.faults.arm { index, _ in index / 7 % 4 == interleaving ? .slowBody : nil }
            _ = try await inOrder([other, world.project], atMost: 2) { folder in
                try? await Self.publish(world, from: folder)
            }
            world.faults.disarm()
            for folder in [other, world.project] { try await Self.publish(world, from: folder) }

            try await world.expectReleases("1.2.3", "1.3.0", latest: "1.3.0")
            #expect(try await world.tap("Formula/hello.rb")?.contains("version \"1.3.0\"") == true)
            #expect(try await world.tap("Formula/hello@1.2.rb")?.contains("version \"1.2.3\"") == true)
            #expect(try await world.tap("Formula/hello@1.3.rb")?.contains("version \"1.3.0\"") == true)
            #expect(try await world.docs("1.2.3/index.html") == "docs of 1.2.3")
            #expect(try await world.docs("1.3.0/index.html") == "docs of 1.3.0")
            #expect(try await world.docs("latest/index.html") == "docs of 1.3.0")
            let pushed = await world.packagecloud.packages
            #expect(pushed.count == 6 && Set(pushed).count == 6)
            // Every commit has one parent, and none was lost.
            let tap = try #require(await world.github.repository("ada/homebrew-tap"))
            let parents = try await tap.git.git(["log", "--format=%p", "refs/heads/main"])
            #expect(parents.split(separator: "\n", omittingEmptySubsequences: false).allSatisfy { !$0.contains(" ") })
        }
    }

    // MARK: Parts

    private static func publish(_ world: ChannelWorld, from folder: FilePath? = nil) async throws {
        var options = ReleaseOptions()
        options.channels = Set(channels)
        let project = try await ProjectLoading(machine: world.machine).load(folder ?? world.project, config: nil)
        _ = try await ReleasePipeline(
            machine: world.machine, project: project, options: options, reporter: SilentReporter()
        ).publish()
    }

    private static func next(_ world: ChannelWorld) async throws {
        try await world.release("1.3.0")
        try world.writeDocs("docs of 1.3.0")
    }

    private func requestsOfACleanRun() async throws -> Int {
        let counted = Result()
        try await ChannelWorld.with(store: .s3) { world in
            try world.writeDocs("docs of 1.2.3")
            world.faults.disarm()
            try await Self.publish(world)
            await counted.count(world.faults.log.count)
            try await Self.expectIntended(world, after: "no fault")
        }
        return await counted.requests
    }

    private struct Outcome: Sendable {
        let didFail: Bool
        let wasReached: Bool
    }

    private static func sweep(_ position: Position) async throws -> Outcome {
        let result = Result()
        try await ChannelWorld.with(store: .s3) { world in
            try world.writeDocs("docs of 1.2.3")
            switch position {
            case .one(let fault, let index): world.faults.arm(fault, at: index)
            case .outage(let start): world.faults.arm { index, _ in index >= start ? .resetBefore : nil }
            }
            var words = ""
            do {
                try await publish(world)
            } catch {
                words = "\(error)"
                await result.fail()
            }
            let secrets = [ChannelWorld.token, try #require(world.store).rules.secretAccessKey]
            #expect(!secrets.contains { words.contains($0) }, "a secret is in the error after \(position)")
            await result.reach(world.faults.hits > 0)
            world.faults.disarm()
            if case .one = position, !words.isEmpty {
                let seen = try await visible("1.2.3", in: world)
                #expect(seen == [], "after \(position) users see 1.2.3 in \(seen): \(words)")
            }
            if try journal(world, says: "failed", of: "stage") {
                #expect(try !journal(world, says: "intent", of: "commit"), "\(position)")
            }
            try await publish(world)
            try await expectIntended(world, after: "\(position)")
            let grep = try await world.machine.programs.run(
                ProgramCall(
                    .name("grep"),
                    ["-rlF"] + secrets.flatMap { ["-e", $0] } + [
                        world.dist.string, world.machine.files.temporaryFolder.string,
                    ]))
            #expect(grep.outputText == "", "a secret is in files after \(position)")
        }
        return await Outcome(didFail: result.didFail, wasReached: result.wasReached)
    }

    private actor Result {
        private(set) var didFail = false
        private(set) var wasReached = false
        private(set) var requests = 0
        func count(_ value: Int) { requests = value }
        func fail() { didFail = true }
        func reach(_ value: Bool) { wasReached = value }
    }

    /// Whether any channel came to that with a step.
    private static func journal(_ world: ChannelWorld, says event: String, of verb: String) throws -> Bool {
        let path = world.dist.appending("journal.jsonl")
        guard try world.files.exists(path) else { return false }
        return try world.files.readText(path, limit: 1 << 20).split(separator: "\n").contains {
            $0.contains("\"event\":\"\(event)\"") && $0.contains(" \(verb)\"")
        }
    }

    /// The channels in which users see a version.
    private static func visible(_ version: String, in world: ChannelWorld) async throws -> [String] {
        var seen: [String] = []
        let releases = try await world.repository().releases
        if releases.contains(where: { $0.tag == "v\(version)" && !$0.isDraft }) { seen.append("github") }
        for format in ["apt", "yum"] where try world.repository(format).contains(version) { seen.append(format) }
        if try world.files.exists(world.dist.appending("site/download/v\(version)")) { seen.append("folder") }
        if try await world.tap("Formula/hello.rb")?.contains("version \"\(version)\"") == true {
            seen.append("homebrew")
        }
        if try await world.docs("\(version)/index.html") != nil { seen.append("docs") }
        if await world.packagecloud.packages.contains(where: { $0.version == version }) { seen.append("packagecloud") }
        return seen
    }

    /// Expects every channel to have exactly what a release of 1.2.3 is, once.
    private static func expectIntended(_ world: ChannelWorld, after what: String) async throws {
        let comment = Comment(rawValue: "after \(what)")
        let releases = try await world.repository().releases
        #expect(releases.map(\.tag) == ["v1.2.3"], comment)
        #expect(releases.first?.isDraft == false, comment)
        #expect(releases.first?.assets.map(\.name).sorted() == world.expectedAssets("1.2.3"), comment)
        #expect(releases.first?.assets.allSatisfy { $0.state == "uploaded" } == true, comment)
        for format in ["apt", "yum"] { #expect(try world.repository(format) == ["1.2.3"], comment) }
        #expect(try await world.repositoryProblems() == [], comment)
        #expect(try world.storedPackages().count == 2 && world.store?.openUploads == 0, comment)
        let site = world.dist.appending("site")
        #expect(try world.files.list(site.appending("download")).map(\.string) == ["v1.2.3"], comment)
        #expect(
            try world.files.list(site.appending("download/v1.2.3")).map(\.string).sorted()
                == (world.expectedAssets("1.2.3") + ["hello.rb"]).sorted(), comment)
        let formula = String(
            decoding: try world.files.read(world.dist.appending("hello.rb"), limit: 1 << 20), as: UTF8.self)
        #expect(try await world.tap("Formula/hello.rb") == formula, comment)
        let subjects = try await world.tapSubjects()
        let released = subjects.filter { $0 == "hello 1.2.3" }.count
        let takenBack = subjects.filter { $0 == "Take back hello 1.2.3" }.count
        #expect(released == takenBack + 1 && subjects.count == released + takenBack + 1, comment)
        #expect(try await world.docs("1.2.3/index.html") == "docs of 1.2.3", comment)
        #expect(try await world.docs("latest/guide/start.html") == "start docs of 1.2.3", comment)
        #expect(await world.packagecloud.packages.count == 3, comment)
        #expect(await Set(world.packagecloud.packages).count == 3, comment)
    }
}

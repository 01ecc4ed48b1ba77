// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
import Project
import Release
import SystemPackage
import TestSupport
import Testing

@Suite("A promotion")
struct PromotionTests {
    /// From one request that goes wrong to the next; `FLEDGE_SWEEP=full` tries all.
    private static let pitch = ProcessInfo.processInfo.environment["FLEDGE_SWEEP"]?.hasPrefix("full") == true ? 1 : 5

    @Test func `offers the same bytes to another track's users, once`() async throws {
        try await ChannelWorld.with(store: .s3) { world in
            try await Self.publishBeta(world)
            world.faults.disarm()
            let plan = try await Self.promote(world, isDryRun: true)
            #expect(
                plan.channels.map { "\($0.channel.rawValue) \($0.packages.count) \($0.isMoved)" } == [
                    "apt 1 false", "yum 1 false", "packagecloud 3 true",
                ])
            #expect(!world.faults.log.contains { !$0.hasPrefix("GET ") })
            #expect(try world.repository("apt") == [])

            #expect(try await Self.promote(world) == plan)
            try await Self.expectPromoted(world, "one promotion")
            let again = try await Self.promote(world)
            #expect(again.channels.allSatisfy { $0.packages.isEmpty })
            try await Self.expectPromoted(world, "another one")
        }
    }

    @Test func `is finished by the same command, whatever went wrong`() async throws {
        var index = 0
        var isOver = false
        while !isOver {
            try #require(index < 100)
            let fault = Fault.allCases[index / Self.pitch % Fault.allCases.count]
            let position = index
            isOver = try await Self.isBehindTheEnd(fault, position)
            index += Self.pitch
        }
        #expect(index > 15)
    }

    @Test func `of what no channel offers is refused`() async throws {
        try await ChannelWorld.with { world in
            let error = await #expect(throws: Diagnostic.self) { try await Self.promote(world) }
            #expect(error?.message == "no channel offers 1.2.3 on `beta`")
            #expect(error?.exit == .needsChange)
            let usage = await #expect(throws: Diagnostic.self) { try await Self.promote(world, to: "beta") }
            #expect(usage?.exit == .usage)
        }
    }

    // MARK: Parts

    private static func isBehindTheEnd(_ fault: Fault, _ index: Int) async throws -> Bool {
        let reached = Reached()
        try await ChannelWorld.with(store: .s3) { world in
            try await publishBeta(world)
            world.faults.arm(fault, at: index)
            _ = try? await promote(world)
            await reached.set(world.faults.hits > 0)
            world.faults.disarm()
            try await promote(world)
            try await expectPromoted(world, "\(fault) at \(index)")
        }
        return await !reached.value
    }

    private actor Reached {
        private(set) var value = false
        func set(_ value: Bool) { self.value = value }
    }

    /// Publishes 1.2.3 to the track `beta`, whose repository at packagecloud is one of its own.
    private static func publishBeta(_ world: ChannelWorld) async throws {
        await world.packagecloud.addRepository("ada/stable")
        let path = world.project.appending("fledge.yaml")
        let text = try world.files.readText(path, limit: 1 << 16)
        try world.files.replace(
            path,
            text: text.replacing(
                "{repository: ada/hello, dist", with: "{repository: ada/stable, tracks: {beta: ada/hello}, dist"))
        var options = ReleaseOptions()
        options.channels = ["apt", "yum", "packagecloud"]
        options.track = "beta"
        let project = try await ProjectLoading(machine: world.machine).load(world.project, config: nil)
        _ = try await ReleasePipeline(
            machine: world.machine, project: project, options: options, reporter: SilentReporter()
        ).publish()
    }

    @discardableResult
    private static func promote(
        _ world: ChannelWorld, from: String = "beta", to: String = "stable", isDryRun: Bool = false
    ) async throws -> PromotionReport {
        let project = try await ProjectLoading(machine: world.machine).load(world.project, config: nil)
        return try await Promotion(of: "v1.2.3", from: from, to: to, project: project, on: world.machine)
            .perform(isDryRun: isDryRun)
    }

    private static func expectPromoted(_ world: ChannelWorld, _ what: String) async throws {
        let comment = Comment(rawValue: "after \(what)")
        for track in ["beta", "stable"] {
            let reader = RepositoryReader { try world.stored("srv/\($0)") }
            #expect(try reader.aptVersions(track) == ["1.2.3"], comment)
            #expect(try reader.yumVersions(track) == ["1.2.3"], comment)
        }
        #expect(try await world.repositoryProblems() == [], comment)
        #expect(await world.packagecloud.packages.isEmpty, comment)
        let moved = await world.packagecloud.promoted["ada/stable"]?.map { "\($0.distribution) \($0.filename)" }
        #expect(
            moved?.sorted() == [
                "any/any hello_1.2.3_amd64.deb", "rpm_any/rpm_any hello-1.2.3-1.x86_64.rpm",
                "ubuntu/noble hello_1.2.3_amd64.deb",
            ], comment)
    }
}

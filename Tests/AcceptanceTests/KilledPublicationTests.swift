// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
import SystemPackage
import TestSupport
import Testing

/// Kills `fledge publish` as `kill -9` does at each of its requests, file system changes and programs in turn, and runs it
/// again: to all seven channels, with APT and YUM in an S3-compatible store.
///
/// `make test` tries a part of the positions; `FLEDGE_SWEEP=full` tries all, `FLEDGE_SWEEP=full/4` each fourth.
@Suite("A killed publication", .serialized)
struct KilledPublicationTests {
    /// From one position to the next that is tried.
    private static let pitch: Int = {
        let sweep = ProcessInfo.processInfo.environment["FLEDGE_SWEEP"] ?? ""
        guard sweep.hasPrefix("full") else { return 24 }
        return sweep.hasPrefix("full/") ? Int(sweep.dropFirst("full/".count)) ?? 1 : 1
    }()

    private struct Outcome: Sendable {
        let wasKilled: Bool
        let visible: [String]
    }

    @Test func `is finished by the same command, with nothing twice and nothing half visible`() async throws {
        try await BuiltProgram.withProject(
            adding: ChannelServices.allChannels, files: ["docs/index.html": "<p>Greet</p>"]
        ) {
            project in
            let signed = try await project.fledge("sign", "--target", "linux/amd64")
            #expect(signed.outcome == .exited(0), "\(signed.error.text)")
            let undisturbed = try await Self.run(project, killedAt: nil, site: nil)
            #expect(!undisturbed.outcome.wasKilled)

            let workers = 2
            let pitch = Self.pitch
            let (killed, seen) = try await withThrowingTaskGroup(of: [[String]].self) { group in
                for worker in 1...workers {
                    group.addTask { @concurrent in
                        var seen: [[String]] = []
                        var position = worker * pitch
                        while true {
                            let outcome = try await Self.run(project, killedAt: position, site: undisturbed.site)
                                .outcome
                            guard outcome.wasKilled else { return seen }
                            seen.append(outcome.visible)
                            position += workers * pitch
                            // A broken publication would be repeated for ever.
                            try #require(position < 5000)
                        }
                    }
                }
                var all: [[String]] = []
                for try await part in group { all += part }
                return (all.count, Set(all))
            }
            print(
                "kills: \(killed) positions tried, every \(pitch)th of them; seen in between: \(seen.sorted { $0.count < $1.count })"
            )
            #expect(killed * pitch > 150)
            #expect(seen.contains([]))
        }
    }

    // MARK: Parts

    /// Publishes once to services of its own, killed at a position, and looks; then publishes again and looks.
    private static func run(
        _ project: BuiltProgram, killedAt position: Int?, site expected: [String: [UInt8]]?
    ) async throws -> (outcome: Outcome, site: [String: [UInt8]]) {
        let name = "at\(position ?? 0)"
        let above = project.folder.removingLastComponent()
        let result = Box()
        let copy = BuiltProgram(folder: above.appending(name).appending("greet"))
        try project.machine.files.createDirectory(copy.folder.removingLastComponent())
        try await project.must("cp", ["-a", project.folder.string, copy.folder.string])
        let place = above.appending(name).appending("services")
        try await ChannelServices.serving(copy, in: place) { services in
            var environment = services.environment
            var wasKilled = false
            if let position {
                environment["FLEDGE_KILL_AT"] = "\(position)"
                let killed = try await copy.fledge("publish", environment: environment)
                wasKilled = killed.outcome == .signalled(9)
                #expect(wasKilled || killed.outcome == .exited(0), "at \(position): \(killed.error.text)")
                environment["FLEDGE_KILL_AT"] = nil
            }
            let visible = try await Self.visible(copy, services)
            if !visible.isEmpty, wasKilled {
                // Whoever shows the version does so after all were staged.
                let journal = try copy.machine.files.readText(
                    copy.folder.appending("dist/journal.jsonl"), limit: 1 << 20)
                for channel in ["folder", "github", "apt", "yum", "homebrew", "docs", "packagecloud"] {
                    let isStaged = journal.split(separator: "\n").contains {
                        $0.contains("\"event\":\"done\"") && $0.contains("\"step\":\"\(channel) stage\"")
                    }
                    #expect(isStaged, "at \(position ?? 0) \(visible) show what \(channel) had not staged")
                }
            }
            let again = try await copy.fledge("publish", environment: environment)
            #expect(again.outcome == .exited(0), "after \(position ?? 0): \(again.error.text)")
            try await Self.expectIntended(copy, services, "after \(position ?? 0)")
            let site = try copy.tree("dist/site")
            if let expected { #expect(site == expected, "the site after \(position ?? 0)") }
            await result.set(Outcome(wasKilled: wasKilled, visible: visible), site)
        }
        try await project.must("rm", ["-rf", "../\(name)"])
        return try #require(await result.value)
    }

    private actor Box {
        private(set) var value: (outcome: Outcome, site: [String: [UInt8]])?
        func set(_ outcome: Outcome, _ site: [String: [UInt8]]) { value = (outcome, site) }
    }

    /// The channels in which users see the version.
    private static func visible(_ project: BuiltProgram, _ services: ChannelServices) async throws -> [String] {
        var seen: [String] = []
        if try project.machine.files.exists(project.folder.appending("dist/site/download/v1.2.3")) {
            seen.append("folder")
        }
        let greet = try #require(await services.github.repository("ada/greet"))
        if greet.releases.contains(where: { !$0.isDraft }) { seen.append("github") }
        let tap = try #require(await services.github.repository("ada/homebrew-tap"))
        if try await tap.git.blob("refs/heads/main:Formula/greet.rb") != nil { seen.append("homebrew") }
        if try await greet.git.blob("refs/heads/gh-pages:1.2.3/index.html") != nil { seen.append("docs") }
        let offered = try services.offered()
        if !offered.apt.isEmpty { seen.append("apt") }
        if !offered.yum.isEmpty { seen.append("yum") }
        if await !services.packagecloud.packages.isEmpty { seen.append("packagecloud") }
        return seen
    }

    private static func expectIntended(
        _ project: BuiltProgram, _ services: ChannelServices, _ what: String
    ) async throws {
        let comment = Comment(rawValue: what)
        let greet = try #require(await services.github.repository("ada/greet"))
        #expect(greet.releases.map(\.tag) == ["v1.2.3"], comment)
        let release = try #require(greet.releases.first)
        #expect(!release.isDraft && release.assets.allSatisfy { $0.state == "uploaded" }, comment)
        #expect(
            release.assets.map(\.name).sorted() == [
                "greet-1.2.3-1.x86_64.rpm", "greet_1.2.3_amd64.deb", "greet_1.2.3_checksums.txt",
                "greet_1.2.3_linux_amd64.tar.gz", "greet_1.2.3_manifest.json", "install.sh",
            ], comment)
        #expect(greet.latest == release.id, comment)
        let tap = try #require(await services.github.repository("ada/homebrew-tap"))
        #expect(try await tap.git.subjects(of: "main") == ["greet 1.2.3", "Initial commit"], comment)
        #expect(try await greet.git.subjects(of: "gh-pages") == ["Documentation of greet 1.2.3"], comment)
        let offered = try services.offered()
        #expect(offered.apt == ["1.2.3"] && offered.yum == ["1.2.3"], comment)
        let packages = services.store.objects.keys.filter { $0.hasSuffix(".deb") || $0.hasSuffix(".rpm") }
        #expect(packages.count == 2 && services.store.openUploads == 0, comment)
        let pushed = await services.packagecloud.packages.map { "\($0.distribution) \($0.filename)" }.sorted()
        #expect(pushed == ["any/any greet_1.2.3_amd64.deb", "rpm_any/rpm_any greet-1.2.3-1.x86_64.rpm"], comment)
        // No temporary file of a killed run stays in what is published.
        let left = try project.tree("dist/site").keys.filter { $0.contains(".fledge-") }
        #expect(left == [], comment)
    }
}

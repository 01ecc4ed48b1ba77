// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage
import Testing

/// Kills `fledge` as `kill -9` does at each of its changes of the file system in turn, until it gets through.
@Suite("A killed release")
struct KilledReleaseTests {
    /// Every position takes many minutes; `FLEDGE_SWEEP=full` has them.
    private let pitch: Int = {
        let environment = Machine.current().environment
        return environment["FLEDGE_SWEEP"] == "full" ? 1 : environment["CI"] != nil ? 4 : 10
    }()

    @Test func `leaves the old site or the new one, and the next run makes the new one`() async throws {
        try await BuiltProgram.withProject { project in
            #expect(try await project.fledge("release", "--target", "linux/amd64").outcome == .exited(0))
            try await project.tagNext("1.3.0")
            #expect(try await project.fledge("sign", "--target", "linux/amd64").outcome == .exited(0))
            let before = try project.tree("dist/site")
            try await checkWhole(project, versions: ["1.2.3"])
            try await project.must("cp", ["-a", "dist", "../unpublished"])
            #expect(try await project.fledge("publish").outcome == .exited(0))
            let after = try project.tree("dist/site")
            let dist = try project.tree("dist")
            try await checkWhole(project, versions: ["1.2.3", "1.3.0"])

            var seen: Set<[String: [UInt8]]> = []
            let positions = try await untilUndisturbed(from: 1, by: pitch) { position in
                try await project.must("rm", ["-rf", "dist"])
                try await project.must("cp", ["-a", "../unpublished", "dist"])
                let killed = try await project.fledge("publish", environment: ["FLEDGE_KILL_AT": "\(position)"])
                let found = try project.tree("dist/site")
                #expect(found == before || found == after, "a mixture at position \(position)")
                seen.insert(found)
                if killed.outcome == .exited(0) { return true }
                #expect(killed.outcome == .signalled(9), "position \(position): \(killed.error.text)")
                let again = try await project.fledge("publish")
                #expect(again.outcome == .exited(0), "position \(position): \(again.error.text)")
                #expect(try project.tree("dist") == dist, "the run after position \(position)")
                let check = try await project.fledge("repo", "check", "--storage", "dist/site")
                #expect(check.outcome == .exited(0), "position \(position): \(check.error.text)")
                return false
            }
            print("kills: \(positions) positions of a publication, every \(pitch) of them")
            #expect(positions * pitch > 100)
            #expect(seen == [before, after])
        }
    }

    @Test func `never leaves a file in dist that is not whole, and the next run makes the rest`() async throws {
        try await BuiltProgram.withProject { project in
            let undisturbed = try await project.clone("undisturbed")
            #expect(try await undisturbed.fledge("release", "--target", "linux/amd64").outcome == .exited(0))
            let whole = try undisturbed.tree("dist")
            let workers = 2
            let positions = try await withThrowingTaskGroup(of: Int.self) { group in
                for worker in 1...workers {
                    let copy = try await project.clone("worker\(worker)")
                    group.addTask {
                        try await untilUndisturbed(from: worker * pitch, by: workers * pitch) { position in
                            try await isUndisturbed(copy, position, whole: whole)
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(positions * pitch > 150)
        }
    }

    /// Kills one release, looks at what it left, and runs it again.
    private func isUndisturbed(
        _ project: BuiltProgram, _ position: Int, whole: [String: [UInt8]]
    ) async throws -> Bool {
        let killed = try await project.fledge(
            "release", "--target", "linux/amd64", environment: ["FLEDGE_KILL_AT": "\(position)"])
        if killed.outcome == .exited(0) { return true }
        #expect(killed.outcome == .signalled(9), "position \(position): \(killed.error.text)")
        if try project.machine.files.exists(project.folder.appending("dist")) {
            for (path, bytes) in try project.tree("dist") where !path.hasPrefix(".") && !path.contains("/.fledge-") {
                #expect(whole[path] == bytes, "\(path) at position \(position)")
            }
        }
        let again = try await project.fledge("release", "--target", "linux/amd64")
        #expect(again.outcome == .exited(0), "position \(position): \(again.error.text)")
        #expect(try project.tree("dist") == whole, "the run after position \(position)")
        try await project.must("rm", ["-rf", "dist"])
        return false
    }

    /// Calls `body` with one position after the other until it says that there are no more; returns how many there were.
    private func untilUndisturbed(
        from first: Int, by step: Int = 1, _ body: (Int) async throws -> Bool
    ) async throws -> Int {
        var position = first
        var count = 0
        while try await !body(position) {
            position += step
            count += 1
            // A broken release would be repeated for ever.
            try #require(position < 2000)
        }
        return count
    }

    /// Checks a site as its users would: digests, the tap, the page's links, the version that `install.sh` installs.
    private func checkWhole(_ project: BuiltProgram, versions: [String]) async throws {
        let latest = try #require(versions.last)
        let site = project.folder.appending("dist/site")
        for version in versions {
            try await project.must(
                "sh", ["-c", "cd dist/site/download/v\(version) && sha256sum --check --quiet *_checksums.txt"])
        }
        try await project.must("git", ["clone", "--quiet", "dist/site/homebrew.git", "../tap"])
        let tap = project.folder.removingLastComponent().appending("tap")
        let formula = try project.machine.files.readText(tap.appending("Formula/greet.rb"), limit: 1 << 16)
        #expect(formula.contains("/download/v\(latest)/"))
        try await project.must("rm", ["-rf", "../tap"])
        let script = try project.machine.files.readText(site.appending("install.sh"), limit: 1 << 20)
        #expect(script.contains(latest))
        let page = try project.machine.files.readText(site.appending("index.html"), limit: 1 << 20)
        let links = page.split(separator: "href=\"").dropFirst().compactMap { $0.split(separator: "\"").first }
            .filter { $0.hasPrefix("download/") }
        #expect(links.count >= versions.count * 6)
        for link in links { #expect(try project.machine.files.exists(site.appending(String(link))), "\(link)") }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
import Project
import Release
import SystemPackage
import TestSupport
import Testing

@Suite("The channel github")
struct GitHubChannelTests {
    @Test func `publishes all files at once, and nothing the second time`() async throws {
        try await ChannelWorld.with { world in
            let outcome = try await world.publish("github")
            #expect(outcome.publication?.publications.first?.live == nil)
            try await world.expectReleases("1.2.3", latest: "1.2.3")
            let release = try #require(try await world.repository().releases.first)
            #expect(release.notes.hasPrefix("### Features\n\n- bring 1.2.3 (["))
            #expect(release.name == "v1.2.3")
            world.faults.disarm()
            let again = try await world.publish("github")
            #expect(again.publication?.publications.first?.steps == [])
            #expect(!world.faults.log.contains { !$0.hasPrefix("GET ") })
        }
    }

    @Test func `shows no user anything before all of it is there`() async throws {
        try await ChannelWorld.with { world in
            world.faults.arm { _, request in
                request.method == "PATCH" && request.path.contains("/releases/") ? .internalError : nil
            }
            await #expect(throws: Diagnostic.self) { try await world.publish("github") }
            let release = try #require(try await world.repository().releases.first)
            #expect(release.isDraft)
            #expect(release.assets.map(\.name).sorted() == world.expectedAssets("1.2.3"))
            let page = try await world.machine.web.send(
                WebRequest(.get, "\(world.origin)/ada/hello/releases/download/v1.2.3/install.sh"))
            #expect(page.status == 404)
            world.faults.disarm()
            try await world.publish("github")
            #expect(!world.faults.log.contains { $0.contains("/uploads/") })
            try await world.expectReleases("1.2.3", latest: "1.2.3")
        }
    }

    @Test func `makes the latest by version, whatever the order of the releases`() async throws {
        try await ChannelWorld.with { world in
            for version in ["1.3.0", "1.2.4", "2.0.0-rc.1"] {
                try await world.release(version)
                try await world.publish("github")
            }
            try await world.expectReleases("1.3.0", "1.2.4", "2.0.0-rc.1", latest: "1.3.0")
            let prerelease = try await world.repository().releases.first { $0.tag == "v2.0.0-rc.1" }
            #expect(prerelease?.isPrerelease == true)
        }
    }

    @Test func `leaves the latest to a higher version that another run publishes in the meantime`() async throws {
        try await ChannelWorld.with { world in
            await world.github.beforePublishing("ada/hello") { _ in
                try await world.api("POST", "/releases", ["tag_name": "v1.3.0", "make_latest": "true"])
            }
            try await world.publish("github")
            let page = try await world.machine.web.send(WebRequest(.get, "\(world.origin)/ada/hello/releases/latest"))
            #expect(page.headers["Location"]?.hasSuffix("/v1.3.0") == true)
            #expect(try await world.repository().releases.map(\.tag).sorted() == ["v1.2.3", "v1.3.0"])
        }
    }

    @Test func `keeps no file in a draft that is not what the manifest says`() async throws {
        try await ChannelWorld.with { world in
            // As large as before, so that only its digest tells.
            let path = world.dist.appending("hello_1.2.3_amd64.deb")
            try world.files.replace(path, text: "DEB of 1.2.3")
            let error = await #expect(throws: Diagnostics.self) {
                try await world.publish("github", "homebrew", "packagecloud")
            }
            #expect(error?.exit == .needsChange)
            #expect(
                error?.list.map(\.message) == ["`dist/hello_1.2.3_amd64.deb` is not what `dist/manifest.json` says"])
            let release = try await world.repository().releases.first
            #expect(release?.isDraft != false)
            #expect(release?.assets.contains { $0.name.hasSuffix(".deb") } != true)
            #expect(await world.packagecloud.packages == [])
            #expect(try await world.tapSubjects() == ["Initial commit"])
            try world.files.replace(path, try await SmallPackage.deb("hello", "1.2.3"))
            try await world.publish("github", "homebrew", "packagecloud")
            try await world.expectReleases("1.2.3", latest: "1.2.3")
        }
    }

    @Test func `sends again what broke off, and keeps what is there`() async throws {
        try await ChannelWorld.with { world in
            world.faults.arm { _, request in
                request.path.contains("/uploads/") && request.query["name"]?.hasSuffix(".deb") == true
                    ? .resetBefore : nil
            }
            await #expect(throws: Diagnostic.self) { try await world.publish("github") }
            let broken = try #require(try await world.repository().releases.first)
            #expect(broken.assets.first { $0.name.hasSuffix(".deb") }?.state == "starter")
            world.faults.disarm()
            try await world.publish("github")
            try await world.expectReleases("1.2.3", latest: "1.2.3")
        }
    }

    @Test func `refuses other bytes under a published name, with both digests`() async throws {
        try await ChannelWorld.with { world in
            try await world.publish("github")
            try await world.release("1.2.3", salt: "!")
            let error = await #expect(throws: Diagnostic.self) { try await world.publish("github") }
            #expect(error?.exit == .needsChange)
        }
        try await ChannelWorld.with { world in
            try await world.publish("github")
            // The same commit and other bytes, as from a build that can't be repeated.
            let path = world.dist.appending("hello_1.2.3_amd64.deb")
            try world.files.replace(path, text: "other bytes")
            try world.rewriteManifest()
            let error = await #expect(throws: Diagnostic.self) { try await world.publish("github") }
            #expect(error?.exit == .needsChange)
            #expect(error?.causes.count == 2)
            #expect(error?.message.contains("hello_1.2.3_amd64.deb") == true)
        }
    }

    @Test func `adopts a release and a draft that were made by hand`() async throws {
        try await ChannelWorld.with { world in
            try await world.api(
                "POST", "/releases", ["tag_name": "v1.2.3", "name": "By hand", "body": "Read this.", "draft": true])
            try await world.publish("github")
            try await world.expectReleases("1.2.3", latest: "1.2.3")
            let release = try #require(try await world.repository().releases.first)
            #expect(release.name == "By hand")
            #expect(release.notes == "Read this.")
        }
        try await ChannelWorld.with { world in
            try await world.push()
            try await world.api("POST", "/releases", ["tag_name": "v1.2.3", "name": "By hand", "body": "Read this."])
            try await world.publish("github")
            try await world.expectReleases("1.2.3", latest: "1.2.3")
            #expect(try await world.repository().releases.first?.notes == "Read this.")
        }
    }

    @Test func `respects immutable releases`() async throws {
        try await ChannelWorld.with(immutable: true) { world in
            let plan = try await world.publish("github", dryRun: true)
            #expect(plan.publication?.publications.first?.isReversible == false)
            try await world.publish("github")
            try await world.expectReleases("1.2.3", latest: "1.2.3")
            #expect(try await world.publish("github").publication?.publications.first?.steps == [])
        }
    }

    @Test func `finds its draft although lists lag behind, and leaves no second one`() async throws {
        try await ChannelWorld.with { world in
            await world.github.setListLag(3)
            world.faults.arm { _, request in
                request.method == "POST" && request.path.hasSuffix("/releases") && request.path.contains("/api/v3")
                    && world.faults.log.filter { $0.hasPrefix("POST /api/v3/repos/ada/hello/releases") }.count == 1
                    ? .resetAfter : nil
            }
            _ = try? await world.publish("github")
            world.faults.disarm()
            await world.github.setListLag(0)
            for _ in 0..<4 { try await world.publish("github") }
            try await world.expectReleases("1.2.3", latest: "1.2.3")
        }
    }

    @Test func `waits until the primary rate limit is over, if that is soon`() async throws {
        try await ChannelWorld.with { world in
            let now = world.machine.clock.now()
            let pauses = Pauses()
            var machine = world.machine
            machine.web = Web(
                environment: machine.environment,
                sleep: { duration in
                    await pauses.add(duration)
                    await world.github.setRemainingRequests(5000)
                }, randomNumber: { 0 })
            await world.github.setRemainingRequests(12, until: now + 60)
            try await world.publish("github", on: machine)
            try await world.expectReleases("1.2.3", latest: "1.2.3")
            let longest = try #require(await pauses.all.max())
            #expect(longest > .zero && longest < .seconds(70))

            try await world.release("1.3.0")
            await world.github.setRemainingRequests(12, until: now + 3000)
            let error = await #expect(throws: Diagnostic.self) { try await world.publish("github", on: machine) }
            #expect(error?.exit == .workFailed)
            #expect(error?.hints == ["GitHub's rate limit is used up: run the same command again later"])
            await world.github.setRemainingRequests(5000)
            try await world.publish("github")
            try await world.expectReleases("1.2.3", "1.3.0", latest: "1.3.0")
        }
    }

    @Test func `sends assets where GITHUB_UPLOAD_URL says`() async throws {
        try await ChannelWorld.with { world in
            // The same GitHub at another address, for uploads alone.
            let uploads = FaultPlan()
            try await LoopbackServer.serving([world.github], faults: uploads, in: world.folder.appending("github")) {
                origin in
                var machine = world.machine
                machine.environment = Environment([
                    "GITHUB_TOKEN": ChannelWorld.token, "GITHUB_API_URL": "\(world.origin)/api/v3/",
                    "GITHUB_UPLOAD_URL": "\(origin)/api/uploads/", "PATH": world.machine.environment["PATH"] ?? "",
                ])
                world.faults.disarm()
                try await world.publish("github", on: machine)
            }
            #expect(uploads.log.count == world.expectedAssets("1.2.3").count)
            #expect(uploads.log.allSatisfy { $0.hasPrefix("POST /api/uploads/repos/ada/hello/releases/") })
            #expect(!world.faults.log.contains { $0.contains("/uploads/") })
            try await world.expectReleases("1.2.3", latest: "1.2.3")
        }
    }

    @Test(arguments: [
        (["gist", "read:org"], "its scopes are gist, read:org"), ([], "its scopes are none"), (["repo"], nil),
        (["public_repo", "gist"], nil),
    ])
    func `looks at the scopes of a classic token`(_ scopes: [String], _ problem: String?) async throws {
        try await ChannelWorld.with { world in
            let token = "ghp_canary0123456789"
            await world.github.add(
                token: token, GitHubDouble.Token(login: "ada", access: ["ada/hello": .push], scopes: scopes))
            var machine = world.machine
            machine.environment = Environment([
                "GITHUB_TOKEN": token, "GITHUB_API_URL": "\(world.origin)/api/v3",
                "PATH": world.machine.environment["PATH"] ?? "",
            ])
            let findings = try await ProjectCheck(machine: machine).findings(world.project, config: nil)
            let found = findings.first {
                $0.message == "the token in `GITHUB_TOKEN` may not write to `ada/hello`"
                    && $0.keyPath == "channels.github"
            }
            #expect(found?.causes.first == problem)
        }
    }

    @Test(arguments: [GitHubDouble.Access.pull])
    func `finds out before building that a token may not write`(_ access: GitHubDouble.Access) async throws {
        try await ChannelWorld.with(access: access) { world in
            let findings = try await ProjectCheck(machine: world.machine).findings(world.project, config: nil)
            #expect(findings.contains { $0.message == "the token in `GITHUB_TOKEN` may not write to `ada/hello`" })
        }
    }

    @Test func `tells an invalid token and a missing one`() async throws {
        try await ChannelWorld.with { world in
            for (token, words) in [
                ("", "there is no token for `ada/hello`"), ("wrong", "cannot reach `ada/hello` on 127.0.0.1"),
            ] {
                var machine = world.machine
                machine.environment = Environment([
                    "GITHUB_TOKEN": token, "GITHUB_API_URL": "\(world.origin)/api/v3",
                    "PATH": world.machine.environment["PATH"] ?? "",
                ])
                let findings = try await ProjectCheck(machine: machine).findings(world.project, config: nil)
                #expect(findings.contains { $0.message == words && $0.exit == .needsChange }, "\(findings)")
            }
        }
    }
}

extension ChannelWorld {
    /// Asks the double as a person with a browser would.
    @discardableResult
    func api(_ method: String, _ path: String, _ json: JSONValue) async throws -> JSONValue {
        let method = try #require(WebMethod(rawValue: method))
        let response = try await machine.web.send(
            WebRequest(
                method, "\(origin)/api/v3/repos/ada/hello\(path)",
                headers: ["Authorization": "Bearer \(Self.token)"], body: .bytes(json.bytes)))
        try #require(response.isSuccess, "\(response.text)")
        return JSONValue(parsing: response.body) ?? .null
    }

    /// Pushes the project's commits and tags to the double's repository.
    func push() async throws {
        let path = try await repository().git.path
        try await git("push", "--quiet", "--force", path.string, "HEAD:refs/heads/main", "--tags")
    }

    /// Writes the manifest anew from the files as they are.
    func rewriteManifest() throws {
        let path = dist.appending("manifest.json")
        var manifest = try Manifest(reading: path, files: files)
        for index in manifest.artifacts.indices {
            let file = dist.appending(manifest.artifacts[index].path)
            manifest.artifacts[index].sha256 = try FileDigest.sha256(of: file)
            manifest.artifacts[index].size = try files.status(file).size
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try files.replace(path, [UInt8](try encoder.encode(manifest)))
    }
}

private actor Pauses {
    private(set) var all: [Duration] = []
    func add(_ duration: Duration) { all.append(duration) }
}

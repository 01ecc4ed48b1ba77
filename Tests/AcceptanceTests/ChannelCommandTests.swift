// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage
import TestSupport
import Testing

/// The built program against the doubles of GitHub and packagecloud, as a user runs it.
@Suite("Commands for channels", .serialized)
struct ChannelCommandTests {
    @Test func `releases to all channels, tells what they serve and verifies it`() async throws {
        try await BuiltProgram.withChannels { project, environment, services in
            let check = try await project.fledge("check", environment: environment)
            #expect(check.outcome == .exited(0), "\(check.error.text)")
            let plan = try await project.fledge("release", "--dry-run", environment: environment)
            #expect(plan.outcome == .exited(0), "\(plan.error.text)")
            #expect(plan.output.text.contains("github"))
            #expect(await services.github.repository("ada/greet")?.releases.count == 0)

            let release = try await project.fledge("release", "--verbose", environment: environment)
            #expect(release.outcome == .exited(0), "\(release.error.text)")
            #expect(release.error.text.contains("4 channels became visible within"))
            // How long is told and not expected: no test depends on time.
            let window = release.error.text.split(separator: "\n").first { $0.contains("became visible within") } ?? ""
            print("window: \(window)")

            let status = try await project.fledge("status", environment: environment)
            #expect(status.outcome == .exited(0), "\(status.error.text)")
            #expect(
                status.outputText == """
                    CHANNEL       STABLE  BETA  EDGE  WHERE
                    github        1.2.3   -     -     ada/greet
                    homebrew      1.2.3   -     -     ada/homebrew-tap
                    docs          1.2.3   -     -     ada/greet, gh-pages
                    packagecloud  1.2.3   -     -     ada/greet
                    """)
            let verify = try await project.fledge("verify", environment: environment)
            #expect(verify.outcome == .exited(0), "\(verify.error.text)")
            #expect(verify.error.text.contains("greet 1.2.3 is what was published"))

            // Nobody's formula and script lead anywhere but to the release.
            let formula = try project.machine.files.readText(project.folder.appending("dist/greet.rb"), limit: 1 << 20)
            #expect(formula.contains("/ada/greet/releases/download/v1.2.3/greet_1.2.3_linux_amd64.tar.gz\""))
            try await project.must("sh", ["dist/install.sh", "--bin-dir", "installed"])
            #expect(try await project.must("sh", ["installed/greet"]) == "greet 1.2.3")

            let all = [check, plan, release, status, verify].map { $0.output.text + $0.error.text }.joined()
            #expect(!all.contains(ChannelServices.token))
            let found = try await project.machine.programs.run(
                ProgramCall(.name("grep"), ["-rl", ChannelServices.token, project.folder.appending("dist").string]))
            #expect(found.outputText == "")
        }
    }

    @Test func `tells what differs from what was published, with 1`() async throws {
        try await BuiltProgram.withChannels { project, environment, services in
            #expect(try await project.fledge("release", environment: environment).outcome == .exited(0))
            await services.github.change("ada/greet") { repository in
                repository.releases[0].assets.removeAll { $0.name.hasSuffix("linux_arm64.tar.gz") }
            }
            let verify = try await project.fledge("verify", "1.2.3", environment: environment)
            #expect(verify.outcome == .exited(1))
            #expect(
                verify.error.text.contains(
                    "`github` does not serve 1.2.3 as it was published: greet_1.2.3_linux_arm64.tar.gz"))
            #expect(verify.error.text.contains("`homebrew` does not serve 1.2.3 as it was published: greet.rb http"))
            #expect(try await project.fledge("verify", "9.9.9", environment: environment).outcome == .exited(1))
            #expect(try await project.fledge("verify", "nonsense", environment: environment).outcome == .exited(64))
        }
    }

    @Test func `refuses to begin without a token, and says so once for each channel`() async throws {
        try await BuiltProgram.withChannels { project, environment, _ in
            var bare = environment
            bare["GITHUB_TOKEN"] = ""
            bare["PACKAGECLOUD_TOKEN"] = ""
            let release = try await project.fledge("release", environment: bare)
            #expect(release.outcome == .exited(2))
            #expect(release.error.text.contains("there is no token for `ada/greet`"))
            #expect(release.error.text.contains("there is no token for `ada/homebrew-tap`"))
            #expect(release.error.text.contains("there is no token for packagecloud"))
            #expect(try !project.machine.files.exists(project.folder.appending("dist")))
        }
    }
}

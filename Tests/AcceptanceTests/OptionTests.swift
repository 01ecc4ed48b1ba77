// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage
import Testing

@Suite("The options of the command line")
struct OptionTests {
    @Test func `leave out all that is named, be it at once or one by one`() async throws {
        try await BuiltProgram.withProject(adding: "test: {command: \"false\"}") { project in
            let files = project.machine.files
            for skips in [
                ["--skip", "publish", "--skip", "test"], ["--skip", "test", "--skip", "publish"],
                ["--skip", "publish,test"], ["--skip=publish, test,linux/arm64", "--skip", "macos/arm64"],
            ] {
                let result = try await project.fledge(["release", "--clean", "--target", "linux/amd64"] + skips)
                #expect(result.outcome == .exited(0), "\(skips): \(result.error.text)")
                #expect(result.error.text.contains("test: skipped, as `--skip` asks"))
                #expect(result.error.text.contains("publish: skipped, as `--skip` asks"))
                #expect(try !files.exists(project.folder.appending("dist/site")), "\(skips)")
            }
            let both = try await project.fledge(
                "release", "--dry-run", "--channels", "folder", "--channels", "github", "--skip", "test")
            #expect(both.error.text.contains("the channel `github`"), "\(both.error.text)")
        }
    }

    @Test(arguments: [
        (["--skip", "publihs", "--skip", "test"], "'--skip' does not know 'publihs'; it takes test, build,"),
        (["--skip", "test", "--skip", "linux/amd65"], "'--skip' does not know 'linux/amd65'; it takes test, build,"),
        (["--channels", "apr", "--channels", "apt"], "'--channels' does not know 'apr'; it takes github,"),
        (["--channels", "apt", "--channels", "apr"], "'--channels' does not know 'apr'; it takes github,"),
        (["--channels", ""], "'--channels' names no channel"),
    ])
    func `are refused where one of their values is unknown`(_ options: [String], _ message: String) async throws {
        try await BuiltProgram.withProject { project in
            let result = try await project.fledge(["release"] + options)
            #expect(result.outcome == .exited(64))
            #expect(result.error.text.hasPrefix("error: \(message)"), "\(result.error.text)")
            #expect(try !project.machine.files.exists(project.folder.appending("dist")))
        }
    }

    @Test func `say what is not signed, and write checksums all the same`() async throws {
        try await BuiltProgram.withProject { project in
            for more in [[], ["--dry-run"]] {
                let result = try await project.fledge(
                    ["release", "--target", "linux/amd64", "--skip", "sign"] + more)
                #expect(result.outcome == .exited(0), "\(result.error.text)")
                #expect(
                    result.error.text.contains("  sign packages and checksums: skipped, as `--skip` asks\n"),
                    "\(result.error.text)")
                #expect(result.error.text.contains("greet_1.2.3_checksums.txt"))
            }
        }
    }
}

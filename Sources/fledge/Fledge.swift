// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import CBuildStamp
import Effects
import Foundation
import Project

/// The command line: from a git tag to every place users install from.
@main
struct Fledge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fledge",
        abstract: "Take a git tag to every place users install from.",
        discussion: "In a project's folder, `fledge release --snapshot` shows what a release would be.",
        version: versionText,
        subcommands: [
            InitCommand.self, CheckCommand.self, BuildCommand.self, PackageCommand.self, SignCommand.self,
            ReleaseCommand.self,
            PublishCommand.self, PhaseCommand.self, PromoteCommand.self, StatusCommand.self, VerifyCommand.self,
            ChangelogCommand.self,
            TestCommand.self,
            LintCommand.self,
            CleanCommand.self, KeyCommand.self, RepoCommand.self, SchemaCommand.self,
        ])

    /// What `--version` prints.
    static var versionText: String {
        let words = [fledge_build_version, fledge_build_commit, fledge_build_date].map {
            $0.map { String(cString: $0) } ?? ""
        }
        return "fledge \(words[0]) (\(words[1]), \(words[2]))"
    }

    /// What servers are told to be asked by.
    static var userAgent: String {
        "fledge/" + (fledge_build_version.map { String(cString: $0) } ?? "0.0.0")
    }

    static func main() async {
        StandardStreams.prepare()
        if !Environment.current().secretValues.isEmpty { PrivateMemory.protect() }
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            await Failure(error).leave()
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Foundation
import Project
import Release
import Repositories

/// `fledge repo check`
struct RepoCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Prove that all that is referred to is there, whole and signed.")

    @OptionGroup var repository: RepositoryOptions

    @Flag(help: "Print JSON on standard output.")
    var json = false

    func run() async throws {
        let access = try RepositoryAccess(repository.storage, on: Machine.current())
        let report = try await Interrupts.withCancellation { try await access.check() }
        let console = repository.console()
        if json {
            try DataText.print(report)
        } else {
            for problem in report.problems { await console.show(Diagnostic(problem)) }
            let found =
                report.problems.isEmpty
                ? "nothing is wrong" : "found \(Columns.count(report.problems.count, "problem"))"
            await console.summarize(
                "\(found): \(Columns.count(report.packages, "package")), \(Columns.count(report.objects, "object")) and "
                    + "\(Columns.count(report.signatures, "signature")) of generation \(report.generation)", next: nil)
        }
        if !report.problems.isEmpty { throw Verdict(.needsChange) }
    }
}

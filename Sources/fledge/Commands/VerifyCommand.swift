// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Foundation
import Project
import Release

/// `fledge verify`
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Fetch a version from every channel as a user would, and compare it with what was published.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "The version; by default the newest stable one.")
    var version: String?

    func run() async throws {
        let machine = Machine.current(userAgent: Fledge.userAgent)
        let folder = try common.folder(on: machine)
        let (config, version) = (common.config, version)
        let report = try await Interrupts.withCancellation {
            let project = try await ProjectLoading(machine: machine).load(folder, config: config)
            return try await VerificationReport(of: project, version: version, on: machine)
        }
        if common.json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(report), as: UTF8.self))
        } else {
            print(Self.table(report, verbose: common.verbose))
        }
        let wrong = report.channels.flatMap { row in row.checks.filter { $0.problem != nil }.map { (row, $0) } }
        guard wrong.isEmpty else {
            throw Diagnostics(
                wrong.map { row, check in
                    Diagnostic(
                        message:
                            "`\(row.channel.rawValue)` does not serve \(report.version) as it was published: \(check.subject)",
                        causes: [machine.secrets.redact(check.problem ?? "")], exit: .workFailed)
                })
        }
        await common.console().summarize("\(report.project) \(report.version) is what was published", next: nil)
    }

    private static func table(_ report: VerificationReport, verbose: Bool) -> String {
        var rows = [["CHANNEL", "CHECKED", "WRONG", "WHERE"]]
        for row in report.channels {
            let wrong = row.checks.count { $0.problem != nil }
            rows.append([row.channel.rawValue, "\(row.checks.count)", "\(wrong)", row.place])
            if verbose { rows += row.checks.map { ["", $0.problem == nil ? "right" : "wrong", "", $0.subject] } }
        }
        return Columns.table(rows)
    }
}

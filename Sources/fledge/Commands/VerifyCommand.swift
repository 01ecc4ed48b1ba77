// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Foundation
import Project
import Release
import SystemPackage

/// `fledge verify`
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Fetch a version from every channel as a user would, and compare it with what was published.")

    @OptionGroup var common: CommonOptions

    @Argument(help: "The version; by default the newest stable one.")
    var version: String?

    @Option(
        help: ArgumentHelp(
            "Verify signatures with this public key, OpenPGP or minisign; by default the project's own, or the one that its repositories publish.",
            valueName: "file"))
    var key: [String] = []

    func run() async throws {
        let machine = Machine.current(userAgent: Fledge.userAgent)
        let folder = try common.folder(on: machine)
        let (config, version, keys) = (common.config, version, key.map { FilePath($0) })
        let report = try await Interrupts.withCancellation {
            let project = try await ProjectLoading(machine: machine).load(folder, config: config)
            return try await VerificationReport(of: project, version: version, keyFiles: keys, on: machine)
        }
        if common.json {
            try DataText.print(report)
        } else {
            try StandardOutput.print(Self.table(report, verbose: common.verbose))
        }
        let problems = Self.problems(report, machine)
        guard problems.isEmpty else { throw Diagnostics(problems) }
        let console = common.console()
        let unverified = report.signatures.count { !$0.isVerified }
        if unverified > 0 {
            await console.report(
                .diagnostic(
                    .warning(
                        "\(unverified) \(unverified == 1 ? "signature was" : "signatures were") not verified: no key is known",
                        hint: "name the public key with `--key FILE`")))
        }
        let verified = report.signatures.count - unverified
        await console.summarize(
            "\(report.project) \(report.version) is what was published"
                + (report.keys.isEmpty || verified == 0
                    ? "" : ", and signed by \(report.keys.joined(separator: ", "))"),
            next: nil)
    }

    private static func problems(_ report: VerificationReport, _ machine: Machine) -> [Diagnostic] {
        let channels = report.channels.flatMap { row in row.checks.filter { $0.problem != nil }.map { (row, $0) } }
        let served = channels.map { row, check in
            Diagnostic(
                message:
                    "`\(row.channel.rawValue)` does not serve \(report.version) as it was published: \(check.subject)",
                causes: [machine.secrets.redact(check.problem ?? "")], exit: .workFailed)
        }
        let signed = report.signatures.filter { $0.problem != nil }.map { check in
            Diagnostic(
                message: "\(report.version) is not signed as it should be: \(check.subject)",
                causes: check.problem.map { [$0] } ?? [], exit: .workFailed)
        }
        return served + signed
    }

    private static func table(_ report: VerificationReport, verbose: Bool) -> String {
        var rows = [["CHANNEL", "CHECKED", "WRONG", "WHERE"]]
        for row in report.channels {
            let wrong = row.checks.count { $0.problem != nil }
            rows.append([row.channel.rawValue, "\(row.checks.count)", "\(wrong)", row.place])
            if verbose { rows += row.checks.map { ["", Self.word($0), "", $0.subject] } }
        }
        if !report.signatures.isEmpty {
            let wrong = report.signatures.count { $0.problem != nil }
            let names = report.keys.isEmpty ? "no key is known" : report.keys.joined(separator: ", ")
            rows.append(["signatures", "\(report.signatures.count { $0.isVerified })", "\(wrong)", names])
            if verbose { rows += report.signatures.map { ["", Self.word($0), "", $0.subject] } }
        }
        return Columns.table(rows)
    }

    private static func word(_ check: VerificationReport.Check) -> String {
        check.problem != nil ? "wrong" : check.isVerified ? "right" : "unknown"
    }
}

// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Foundation
import Project
import Release

/// `fledge status`
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what every channel serves now, for each track.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let machine = Machine.current(userAgent: Fledge.userAgent)
        let folder = try common.folder(on: machine)
        let config = common.config
        let report = try await Interrupts.withCancellation {
            let project = try await ProjectLoading(machine: machine).load(folder, config: config)
            return try await StatusReport(of: project, on: machine)
        }
        if common.json {
            try DataText.print(report)
        } else {
            try StandardOutput.print(Self.table(report))
        }
        let unknown = report.channels.filter { $0.problem != nil }
        guard unknown.isEmpty else {
            throw Diagnostics(
                unknown.map { row in
                    Diagnostic(
                        message: "the channel `\(row.channel.rawValue)` can't be asked",
                        causes: [machine.secrets.redact(row.problem ?? "")], exit: .workFailed)
                })
        }
    }

    private static func table(_ report: StatusReport) -> String {
        let tracks = ["stable", "beta", "edge"]
        let rows = report.channels.map { row in
            [row.channel.rawValue] + tracks.map { row.problem == nil ? row.versions[$0] ?? "-" : "?" } + [row.place]
        }
        return Columns.table([["CHANNEL"] + tracks.map { $0.uppercased() } + ["WHERE"]] + rows)
    }
}

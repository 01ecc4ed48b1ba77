// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Project
import Release
import SystemPackage

/// `fledge clean`
struct CleanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean", abstract: "Remove build products and dist/, but not dist/site.")

    @OptionGroup var common: CommonOptions

    @Flag(help: "Remove dist/site too, which users may be served from.")
    var all = false

    func run() async throws {
        let machine = Machine.current(userAgent: Fledge.userAgent)
        let folder = try common.folder(on: machine)
        let console = common.console()
        let all = all
        let removed = try await console.running {
            try await Cleaning(machine: machine, folder: folder).perform(includingSite: all)
        }
        guard !common.json else { return try DataText.print(["removed": removed]) }
        let text = removed.isEmpty ? "nothing to remove" : "removed \(removed.joined(separator: ", "))"
        await console.summarize(text, next: nil)
    }
}

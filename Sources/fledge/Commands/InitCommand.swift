// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Project
import Release
import SystemPackage

/// `fledge init`
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a fledge.yaml for the project, from what its files say.")

    @OptionGroup var common: CommonOptions

    @Flag(help: "Replace a fledge.yaml that is there.")
    var force = false

    func run() async throws {
        let machine = Machine.current(userAgent: Fledge.userAgent)
        let folder = try common.folder(on: machine)
        if let place = try ConfigurationFile.find(in: folder, files: machine.files).place, !force {
            throw Diagnostic(
                "there is a configuration already: `\(place)`", hint: "`--force` replaces it", exit: .needsChange)
        }
        let text = try await ProjectLoading(machine: machine).starterConfiguration(folder)
        try machine.files.replace(folder.appending("fledge.yaml"), text: text)
        try machine.files.replace(folder.appending("fledge.schema.json"), text: ConfigurationSchema.json())
        await common.console().summarize(
            "wrote fledge.yaml and fledge.schema.json", next: "`fledge check`, then `fledge release --snapshot`")
    }
}

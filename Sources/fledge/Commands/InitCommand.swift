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
        let present = try ConfigurationFile.find(in: folder, files: machine.files).place
        if let present, !force {
            throw Diagnostic(
                "there is a configuration already: `\(present)`", hint: "`--force` replaces it", exit: .needsChange)
        }
        let place = present ?? "fledge.yaml"
        let schema = place.hasPrefix(".config/") ? ".config/fledge.schema.json" : "fledge.schema.json"
        let text = try await ProjectLoading(machine: machine).starterConfiguration(folder)
        try machine.files.replace(folder.appending(place), text: text)
        try machine.files.replace(folder.appending(schema), text: ConfigurationSchema.json())
        guard !common.json else { return try DataText.print(["written": [place, schema]]) }
        await common.console().summarize(
            "wrote \(place) and \(schema)", next: "`fledge check`, then `fledge release --snapshot`")
    }
}

// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Project

/// `fledge schema`
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of fledge.yaml.",
        discussion: "Editors complete and check fledge.yaml with it: `fledge schema > fledge.schema.json`.")

    func run() throws {
        try StandardOutput.write(ConfigurationSchema.json())
    }
}

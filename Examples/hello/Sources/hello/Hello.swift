// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

@main
struct Hello: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hello",
        abstract: "Greets people in several languages.",
        version: helloVersion,
        subcommands: [Greet.self, Serve.self],
        defaultSubcommand: Greet.self
    )
}

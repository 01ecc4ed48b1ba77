// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// `fledge key`
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make an OpenPGP key, or show the public part of one.",
        subcommands: [KeyGenerateCommand.self, KeyPublicCommand.self])
}

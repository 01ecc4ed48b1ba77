// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Foundation
import Project
import Release

/// `fledge key public`
struct KeyPublicCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "public", abstract: "Print the public part of the OpenPGP key on standard input.",
        discussion: "Several keys, one after the other, make one file for a rotation from the one to the other.")

    @Flag(help: "Write it in binary, as gpgv and a `signed-by=….gpg` want it.")
    var binary = false

    @Flag(help: "Say nothing but errors.")
    var quiet = false

    func run() async throws {
        let limit = 4 << 20
        var bytes: [UInt8] = []
        while bytes.count <= limit, let piece = try FileHandle.standardInput.read(upToCount: 1 << 16), !piece.isEmpty {
            bytes += piece
        }
        guard bytes.count <= limit else {
            throw Diagnostic("there are more than 4 MiB on standard input, which is no key", exit: .needsChange)
        }
        let reading = try PublicKeyReading(bytes, at: Machine.current().clock.now())
        let console = Console(style: Console.suitableStyle(), volume: quiet ? .quiet : .normal)
        for warning in reading.warnings { await console.show(warning) }
        if binary {
            try StandardOutput.write(reading.binary)
        } else {
            try StandardOutput.write(reading.armored)
        }
    }
}

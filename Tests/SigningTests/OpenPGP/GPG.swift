// SPDX-License-Identifier: Apache-2.0
import Effects
import Testing

/// gpg with a home of its own.
struct GPG {
    let folder: ToolFolder
    var passphrase: String?

    init(folder: ToolFolder, passphrase: String? = nil) {
        self.folder = folder
        self.passphrase = passphrase
    }

    /// Runs gpg, which has to succeed, and returns what it printed.
    @discardableResult
    func must(
        _ arguments: [String], sourceLocation: Testing.SourceLocation = #_sourceLocation
    ) async throws -> String {
        let common = ["--batch", "--yes", "--no-tty", "--quiet", "--pinentry-mode", "loopback"]
        let result = try await folder.run("gpg", common + ["--passphrase", passphrase ?? ""] + arguments)
        try #require(result.isSuccess, "gpg \(arguments): \(result.error.text)", sourceLocation: sourceLocation)
        return result.outputText
    }

    func generate(_ algorithm: String, usage: String) async throws {
        try await must(["--quick-gen-key", "Ada Lovelace <ada@example.org>", algorithm, usage, "never"])
    }

    /// The fingerprint of the first key.
    func fingerprint() async throws -> String {
        let lines = try await must(["--with-colons", "--list-keys"]).split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix("fpr:") })
        return String(try #require(line.split(separator: ":").last))
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// The folder that documentation is published from, wherever it goes.
enum DocsSource {
    /// What is to be said before a release.
    static func findings(_ source: FilePath, _ generation: DocsGeneration?, _ files: Files) throws -> [Diagnostic] {
        guard generation == nil, try !files.exists(source) else { return [] }
        return [
            .warning(
                "there is no folder `\(source.lastComponent?.string ?? source.string)` to publish as documentation",
                keyPath: "channels.docs.source",
                hint: "name the folder, or the command that writes it in `channels.docs.command`")
        ]
    }

    static func missing(_ source: FilePath) -> Diagnostic {
        Diagnostic(
            "there is no documentation in `\(source)`", keyPath: "channels.docs.source",
            hint: "name the folder, or the command that writes it in `channels.docs.command`", exit: .needsChange)
    }

    static func divergence(_ version: String, place: String, there: String, here: String) -> Diagnostic {
        Diagnostic(
            message: "`\(place)` has other documentation of \(version)",
            causes: ["its git tree there is \(there)", "this release's is \(here)"],
            hints: ["a published version never changes: tag the next one"], exit: .needsChange)
    }

    /// The page at the top, which leads to the latest version.
    static let redirection = """
        <!DOCTYPE html>
        <meta charset="utf-8">
        <meta http-equiv="refresh" content="0; url=latest/">
        <title>Documentation</title>
        <a href="latest/">Documentation of the latest version</a>

        """
}

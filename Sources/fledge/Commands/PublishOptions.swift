// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Project
import Release

/// The options of commands that publish.
struct PublishOptions: ParsableArguments {
    @Flag(help: "Print what would be done and change nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("Leave out these stages, channels or targets, separated by commas.", valueName: "a,b"))
    var skip: String?

    @Option(help: ArgumentHelp("Publish to these channels alone, separated by commas.", valueName: "a,b"))
    var channels: String?

    @Option(help: ArgumentHelp("Publish on this track: stable, beta or edge.", valueName: "track"))
    var track: String?

    @Option(
        help: ArgumentHelp(
            "Offer the version to so many percent of apt's users at first; `fledge phase` changes it.",
            valueName: "percent"))
    var phase: Int?

    /// The names that `--skip` and `--channels` know.
    private static let channelNames = ["github", "homebrew", "apt", "yum", "packagecloud", "docs", "folder"]

    /// The options with these ones set.
    func added(to options: ReleaseOptions) throws -> ReleaseOptions {
        var options = options
        options.isDryRun = dryRun
        let skipped = skip?.split(separator: ",").map { $0.trimming(" ") } ?? []
        options.skippedTargets = Set(skipped.compactMap { $0.contains("/") ? Target(parsing: $0) : nil })
        let names = skipped.filter { !$0.contains("/") || Target(parsing: $0) == nil }
        options.skipped = Set(
            try Self.names(
                names.joined(separator: ","), of: StageName.allCases.map(\.rawValue) + Self.channelNames,
                option: "--skip"))
        if let channels {
            options.channels = Set(try Self.names(channels, of: Self.channelNames, option: "--channels"))
        }
        if let track {
            guard ["stable", "beta", "edge"].contains(track) else {
                throw ValidationError("'--track' takes stable, beta or edge, not '\(track)'")
            }
            options.track = track
        }
        if let phase {
            guard (0...100).contains(phase) else {
                throw ValidationError("'--phase' takes a number from 0 to 100, not '\(phase)'")
            }
            options.phase = phase == 100 ? nil : phase
        }
        return options
    }

    private static func names(_ text: String?, of known: [String], option: String) throws -> [String] {
        guard let text else { return [] }
        let names = text.split(separator: ",").map { $0.trimming(" ") }
        for name in names where !known.contains(name) {
            throw ValidationError("'\(option)' does not know '\(name)'; it takes \(known.joined(separator: ", "))")
        }
        return names
    }
}

extension Substring {
    /// The text without `character` at its ends.
    fileprivate func trimming(_ character: Character) -> String {
        var text = self
        while text.first == character { text.removeFirst() }
        while text.last == character { text.removeLast() }
        return String(text)
    }
}

// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Project
import Release

/// The options of commands that publish.
struct PublishOptions: ParsableArguments {
    @Flag(help: "Print what would be done and change nothing.")
    var dryRun = false

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Leave out these stages, channels or targets, separated by commas; may be repeated.", valueName: "a,b"))
    var skip: [String] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp(
            "Publish to these channels alone, separated by commas; may be repeated.", valueName: "a,b"))
    var channels: [String] = []

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
        let known = StageName.allCases.map(\.rawValue) + Self.channelNames
        for name in Self.names(skip) {
            if name.contains("/"), let target = Target(parsing: name) {
                options.skippedTargets.insert(target)
            } else {
                guard known.contains(name) else {
                    throw Self.unknown(name, "--skip", known + ["targets as in linux/amd64"])
                }
                options.skipped.insert(name)
            }
        }
        if !channels.isEmpty {
            let names = Self.names(channels)
            if let name = names.first(where: { !Self.channelNames.contains($0) }) {
                throw Self.unknown(name, "--channels", Self.channelNames)
            }
            guard !names.isEmpty else { throw ValidationError("'--channels' names no channel") }
            options.channels = Set(names)
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

    /// The names in all values of an option, each of which may have several.
    private static func names(_ values: [String]) -> [String] {
        values.flatMap { $0.split(separator: ",").map { $0.trimming(" ") } }
    }

    private static func unknown(_ name: String, _ option: String, _ known: [String]) -> ValidationError {
        ValidationError("'\(option)' does not know '\(name)'; it takes \(known.joined(separator: ", "))")
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

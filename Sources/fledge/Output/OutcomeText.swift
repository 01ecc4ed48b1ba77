// SPDX-License-Identifier: Apache-2.0
import Release

/// What a stage command says at its end.
struct OutcomeText {
    let outcome: ReleaseOutcome
    /// Where the folder channel is served.
    let siteURL: String
    /// The project's folder, as the command line names it.
    let project: String

    func print(on console: Console) async throws {
        if outcome.isDryRun, let publication = outcome.publication { try StandardOutput.print(Self.table(publication)) }
        let warnings = await console.warnings
        let note = warnings == 0 ? "" : warnings == 1 ? "; there was a warning" : "; there were \(warnings) warnings"
        await console.summarize(summary + note, next: next)
    }

    /// The plan of a dry run: the channels in the order in which they become visible.
    private static func table(_ publication: PublicationReport) -> String {
        var rows = [["CHANNEL", "LIVE NOW", "UNDO", "EFFECT", "WHAT"]]
        for channel in publication.publications {
            var head = [
                channel.channel.rawValue, channel.live ?? "nothing", channel.isReversible ? "yes" : "no",
            ]
            if channel.steps.isEmpty { rows.append(head + ["none", "it has this release already"]) }
            for step in channel.steps {
                rows.append(head + [step.effect.rawValue, step.text])
                head = ["", "", ""]
            }
        }
        return Columns.table(rows)
    }

    private var summary: String {
        let manifest = outcome.manifest
        if outcome.isDryRun { return "nothing was changed: this was a dry run" }
        if let publications = outcome.publication?.publications, publications.allSatisfy(\.steps.isEmpty) {
            return "\(manifest.project) \(manifest.version) is released already: nothing was left to do"
        }
        let files = manifest.artifacts.filter { $0.kind != .resource }
        let verb =
            switch outcome.stage {
            case .test: "tested"
            case .build: "built"
            case .package: "packaged"
            case .sign: "signed"
            case .publish: outcome.publication == nil ? "made" : "released"
            }
        let size = files.reduce(0) { $0 + $1.size }
        return "\(verb) \(manifest.project) \(manifest.version) in \(Columns.duration(outcome.seconds)): "
            + "\(files.count) \(files.count == 1 ? "file" : "files"), \(ByteSize(size)), in \(folder("dist"))/"
            + published
    }

    /// How long the channels differed, where there were several.
    private var published: String {
        guard let publication = outcome.publication else {
            return outcome.stage == .publish ? "; nothing was published, as `--skip` asks" : ""
        }
        guard let window = publication.visibleWindow else { return "" }
        let count = publication.publications.filter { !$0.steps.isEmpty }.count
        return count < 2 ? "" : "; \(count) channels became visible within \(Columns.duration(window))"
    }

    private var next: String? {
        guard !outcome.isDryRun else { return nil }
        switch outcome.stage {
        case .publish where outcome.publication?.publications.contains { $0.channel == .folder } == true:
            let site = folder("dist/site")
            guard let port = localPort else { return "serve \(site) at \(siteURL)" }
            return "`python3 -m http.server \(port) --bind 127.0.0.1 --directory \(site)`, then open \(siteURL)"
        case .build where outcome.isPartial:
            return "take \(folder("dist"))/ to where the release is made; `fledge release --merge DIR…` joins the parts"
        case .build: return "`fledge package`, or `fledge release` for all of it"
        case .package, .sign: return "`fledge release` publishes it"
        default: return nil
        }
    }

    /// A folder of the project, from where the command was given.
    private func folder(_ name: String) -> String {
        project == "." ? name : project.hasSuffix("/") ? project + name : "\(project)/\(name)"
    }

    /// The port of a site that is served on this machine alone.
    private var localPort: Int? {
        let prefix = "http://127.0.0.1:"
        return siteURL.hasPrefix(prefix) ? Int(siteURL.dropFirst(prefix.count)) : nil
    }
}

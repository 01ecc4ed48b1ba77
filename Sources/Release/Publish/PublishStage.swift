// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Effects
import Project

/// Publishes a complete `dist/` to the channels: stages in all, then commits in all, and takes back what was committed
/// when a later one fails.
struct PublishStage {
    private let machine: Machine
    private let project: LoadedProject
    private let options: ReleaseOptions
    private let reporter: any Reporter
    private let dist: DistFolder
    private let manifest: Manifest

    init(_ pipeline: ReleasePipeline, dist: DistFolder, manifest: Manifest) {
        machine = pipeline.machine
        project = pipeline.project
        options = pipeline.options
        reporter = pipeline.reporter
        self.dist = dist
        self.manifest = manifest
    }

    /// The channels that a release goes to; a snapshot goes to the folder alone.
    static func channels(of project: LoadedProject, options: ReleaseOptions, isSnapshot: Bool) -> [ChannelName] {
        if isSnapshot { return options.skipped.contains("folder") ? [] : [.folder] }
        let configured = ChannelName.configured(in: project.configuration.channels)
        let wanted =
            options.channels.map { names in ChannelName.allCases.filter { names.contains($0.rawValue) } } ?? configured
        return wanted.filter { !options.skipped.contains($0.rawValue) }
    }

    /// Channels that are asked for and can't be published to.
    static func obstacles(project: LoadedProject, options: ReleaseOptions, isSnapshot: Bool) -> [Diagnostic] {
        if options.skips(.publish) { return [] }
        return channels(of: project, options: options, isSnapshot: isSnapshot).filter { $0 != .folder }.map { name in
            Diagnostic(
                "this version of Fledge can't publish to the channel `\(name.rawValue)`",
                at: project.configuration.channels.location,
                keyPath: "channels.\(name.rawValue)",
                hint:
                    "leave it out with `--skip \(name.rawValue)`, or publish to the folder alone with `--channels folder`",
                exit: .needsChange)
        }
    }

    /// Publishes; returns what each channel did.
    func perform() async throws -> [ReleaseOutcome.Publication] {
        var publications: [ReleaseOutcome.Publication] = []
        for channel in try makeChannels() { publications.append(try await publish(channel)) }
        return publications
    }

    private func makeChannels() throws -> [FolderChannel] {
        let names = Self.channels(of: project, options: options, isSnapshot: manifest.isSnapshot)
        let others = Self.obstacles(project: project, options: options, isSnapshot: manifest.isSnapshot)
        guard others.isEmpty else { throw Diagnostics(others) }
        return names.contains(.folder)
            ? [FolderChannel(project: project, machine: machine, dist: dist, manifest: manifest)] : []
    }

    private func publish(_ channel: some Channel) async throws -> ReleaseOutcome.Publication {
        let state = try await channel.observe()
        let steps = try channel.plan(from: state)
        let publication = ReleaseOutcome.Publication(channel: channel.name.rawValue, steps: steps.map(\.description))
        guard !steps.isEmpty else {
            await reporter.report(
                .stepSkipped(.publish, step: channel.name.rawValue, reason: "it offers \(manifest.version) already"))
            if !options.isDryRun { try await channel.finish() }
            return publication
        }
        for step in steps {
            await reporter.report(
                .publication(channel: channel.name.rawValue, step: step.description, isPlanned: options.isDryRun))
        }
        if options.isDryRun { return publication }
        let watch = Stopwatch()
        try await channel.stage(steps, from: state)
        try Task.checkCancellation()
        try await channel.commit()
        do {
            try await channel.verify()
        } catch {
            try await channel.revert()
            try await channel.finish()
            throw error
        }
        try await channel.finish()
        await reporter.report(.stepFinished(.publish, step: channel.name.rawValue, seconds: watch.seconds, size: nil))
        return publication
    }

    /// What a release that is not made yet would do to the channels, as far as that is known without its files.
    static func rehearsal(
        _ pipeline: ReleasePipeline, version: ReleaseVersion, manifest: Manifest
    ) async throws -> [ReleaseOutcome.Publication] {
        var publications: [ReleaseOutcome.Publication] = []
        let dist = DistFolder(
            path: pipeline.project.folder.appending("dist"), files: pipeline.machine.files, modified: version.date)
        for name in channels(of: pipeline.project, options: pipeline.options, isSnapshot: version.isSnapshot) {
            let channel = FolderChannel(
                project: pipeline.project, machine: pipeline.machine, dist: dist, manifest: manifest)
            let state = try await channel.observe()
            let live = SiteRelease.latest(of: state.releases)?.manifest.version ?? "nothing"
            let step =
                state.releases.contains { $0.manifest.version == manifest.version }
                ? "check that \(manifest.version) is published with the same bytes"
                : "publish \(manifest.version); now live: \(live)"
            await pipeline.reporter.report(.publication(channel: name.rawValue, step: step, isPlanned: true))
            publications.append(ReleaseOutcome.Publication(channel: name.rawValue, steps: [step]))
        }
        return publications
    }
}

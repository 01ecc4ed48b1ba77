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
    private let source: (@Sendable () async throws -> FilePath)?

    /// - Parameter source: Makes the project's folder as it is at the release's commit, apart from the user's; nil where
    ///   nothing is published.
    init(
        _ pipeline: ReleasePipeline, dist: DistFolder, manifest: Manifest,
        source: (@Sendable () async throws -> FilePath)? = nil
    ) {
        self.source = source
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

    /// Publishes, or says what publishing would do.
    func perform(journal: Journal?) async throws -> PublicationReport {
        let transaction = ReleaseTransaction(
            try makeChannels(), version: manifest.version, reporter: reporter, journal: journal, check: dist.check,
            deadlines: options.deadlines)
        guard options.isDryRun else { return try await transaction.perform() }
        return PublicationReport(
            publications: try await transaction.plan().map(PublicationReport.Publication.init), visibleWindow: nil)
    }

    private func makeChannels() throws -> [any Channel] {
        let names = Self.channels(of: project, options: options, isSnapshot: manifest.isSnapshot)
        let making = ChannelMaking(
            machine: machine, project: project, dist: dist, manifest: manifest, reporter: reporter, names: Set(names),
            track: manifest.isSnapshot ? nil : options.track, phase: options.phase, source: source)
        return try names.map(making.channel)
    }

    /// What a release that is not made yet would do to the channels, as far as that is known without its files.
    ///
    /// - Parameter names: Those of the files that the release will have.
    static func rehearsal(
        _ pipeline: ReleasePipeline, version: ReleaseVersion, manifest: Manifest, names: [String]
    ) async throws -> PublicationReport {
        let dist = DistFolder(
            path: pipeline.project.folder.appending("dist"), files: pipeline.machine.files, modified: version.date)
        let channels = try PublishStage(pipeline, dist: dist, manifest: manifest).makeChannels()
            .sorted { $0.name.commitPosition < $1.name.commitPosition }
        var publications: [PublicationReport.Publication] = []
        for channel in channels { publications.append(try await forecast(channel, manifest.version, names)) }
        return PublicationReport(publications: publications, visibleWindow: nil)
    }

    private static func forecast(
        _ channel: some Channel, _ version: String, _ names: [String]
    ) async throws -> PublicationReport.Publication {
        let state = try await channel.observe()
        return PublicationReport.Publication(
            channel: channel.name, live: channel.liveVersion(in: state),
            steps: channel.offers(version, in: state)
                ? [.init(effect: .reveal, text: "nothing, if the bytes are those that \(version) has there already")]
                : try channel.forecast(version, names: names, from: state),
            isReversible: channel.isReversible(in: state))
    }
}

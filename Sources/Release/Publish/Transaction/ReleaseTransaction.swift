// SPDX-License-Identifier: Apache-2.0
import Effects
import Project

/// Publishes a release to all its channels, or to none.
///
/// Every channel is observed and planned for, then staged, all at once; users see nothing of that. Only when all are
/// staged are they committed, one after the other in `ChannelName.commitOrder`. When a commit or its verification
/// fails, what was committed is taken back in the opposite order.
struct ReleaseTransaction: Sendable {
    let channels: [any Channel]
    let reporter: any Reporter
    let journal: Journal?
    /// For the messages.
    let version: String
    /// What has to be confirmed before anything is committed.
    let check: DigestCheck?
    let deadlines: StepDeadlines

    /// What is done in each channel.
    private enum Verb: String {
        case observe, stage, commit, verify, revert
    }

    init(
        _ channels: [any Channel], version: String, reporter: any Reporter, journal: Journal?,
        check: DigestCheck? = nil, deadlines: StepDeadlines = StepDeadlines()
    ) {
        self.check = check
        self.deadlines = deadlines
        self.channels = channels.sorted { $0.name.commitPosition < $1.name.commitPosition }
        self.version = version
        self.reporter = reporter
        self.journal = journal
    }

    /// Observes and plans, and changes nothing.
    func plan() async throws -> [any PreparedChannel] {
        try await each(channels, .observe, \.name) { try await $0.prepared() }
    }

    /// Does all of it.
    func perform() async throws -> PublicationReport {
        for channel in channels { try await channel.recover() }
        let prepared = try await plan()
        let publications = prepared.map(PublicationReport.Publication.init)
        for channel in prepared where channel.steps.isEmpty {
            await reporter.report(
                .stepSkipped(.publish, step: channel.name.rawValue, reason: "it offers \(version) already"))
            try await channel.finish()
        }
        let pending = prepared.filter { !$0.steps.isEmpty }
        guard !pending.isEmpty else {
            try await check?.confirmAll()
            return PublicationReport(publications: publications, visibleWindow: nil)
        }
        for channel in pending {
            await reporter.report(
                .publication(
                    channel: channel.name.rawValue, steps: PublicationReport.Publication(channel).steps))
        }
        do {
            _ = try await each(pending, .stage, \.name) { try await $0.stage() }
        } catch {
            // What is wrong with the files says more than what a channel made of it.
            if !Task.isCancelled { try await check?.confirmAll() }
            throw error
        }
        try await check?.confirmAll()
        try Task.checkCancellation()
        // What has begun to be visible is brought to an end, one way or the other, also when the user interrupts.
        let window = try await Task { try await commit(pending) }.value
        for channel in pending { try await channel.finish() }
        return PublicationReport(publications: publications, visibleWindow: window)
    }

    /// Commits in order; returns the seconds from the first commit's beginning to the last one's end.
    private func commit(_ pending: [any PreparedChannel]) async throws -> Double {
        let watch = Stopwatch()
        var begun: [any PreparedChannel] = []
        do {
            for channel in pending {
                begun.append(channel)
                try await step(channel.name, .commit) { try await channel.commit() }
            }
            let window = watch.seconds
            for channel in pending { try await step(channel.name, .verify) { try await channel.verify() } }
            return window
        } catch {
            throw await takeBack(begun, after: error)
        }
    }

    /// Reverts in the opposite order; the error says what stands.
    private func takeBack(_ begun: [any PreparedChannel], after error: any Error) async -> any Error {
        var standing: [String] = []
        var reverted: [String] = []
        for channel in begun.reversed() {
            do {
                try await step(channel.name, .revert) { try await channel.revert() }
                try await channel.finish()
                if channel.isReversible { reverted.append(channel.name.rawValue) }
            } catch {
                standing.append("`\(channel.name.rawValue)` may offer \(version): \(Self.text(of: error))")
            }
        }
        var result = Diagnostic("\(version) was not published", cause: error, exit: Self.exit(of: error))
        if !reverted.isEmpty { result.causes.append("taken back: \(reverted.joined(separator: ", "))") }
        if standing.isEmpty {
            result.hints.append("no channel shows \(version); mend the cause, then run the same command again")
        } else {
            result.causes += standing
            result.hints.append("`fledge status` shows what stands; the same command finishes the release")
        }
        return result
    }

    /// Does a step in all channels at once, each in the journal; all are let finish before the first error is thrown.
    private func each<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ verb: Verb, _ name: @escaping @Sendable (Item) -> ChannelName,
        _ body: @escaping @Sendable (Item) async throws -> Result
    ) async throws -> [Result] {
        let outcomes = await withTaskGroup(of: (Int, Swift.Result<Result, any Error>).self) { group in
            for (index, item) in items.enumerated() {
                group.addTask { @concurrent in
                    do {
                        return (index, .success(try await step(name(item), verb) { try await body(item) }))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            var outcomes: [Int: Swift.Result<Result, any Error>] = [:]
            for await (index, outcome) in group { outcomes[index] = outcome }
            return items.indices.compactMap { outcomes[$0] }
        }
        let failures = outcomes.compactMap { outcome in
            if case .failure(let error) = outcome { error } else { nil }
        }
        if let first = failures.first { throw failures.count == 1 ? first : Self.merged(failures) }
        return try outcomes.map { try $0.get() }
    }

    private func step<Result: Sendable>(
        _ channel: ChannelName, _ verb: Verb, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        let label = "\(channel.rawValue) \(verb.rawValue)"
        let watch = Stopwatch()
        try await journal?.record(.publish, step: label, .intent)
        do {
            let result = try await deadlines.limit(time(of: verb), label, body)
            try await journal?.record(.publish, step: label, .done, seconds: watch.seconds)
            if verb != .observe {
                await reporter.report(.stepFinished(.publish, step: label, seconds: watch.seconds, size: nil))
            }
            return result
        } catch {
            try await journal?.record(
                .publish, step: label, .failed, seconds: watch.seconds, reason: Self.text(of: error))
            throw error
        }
    }

    private func time(of verb: Verb) -> Duration {
        switch verb {
        case .observe: deadlines.observe
        case .stage: deadlines.stage
        case .commit: deadlines.commit
        case .verify: deadlines.verify
        case .revert: deadlines.revert
        }
    }

    private static func merged(_ errors: [any Error]) -> any Error {
        if errors.contains(where: { $0 is CancellationError }) { return CancellationError() }
        return Diagnostics(
            errors.flatMap { error in
                (error as? Diagnostics)?.list ?? [(error as? Diagnostic) ?? Diagnostic(String(describing: error))]
            })
    }

    private static func text(of error: any Error) -> String {
        (error as? Diagnostic)?.message ?? String(describing: error)
    }

    private static func exit(of error: any Error) -> ExitStatus {
        switch error {
        case let diagnostic as Diagnostic: diagnostic.exit
        case let several as Diagnostics: several.exit
        default: .workFailed
        }
    }
}

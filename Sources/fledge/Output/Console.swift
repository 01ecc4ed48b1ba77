// SPDX-License-Identifier: Apache-2.0
import Project
import Release

/// Prints what a release says: on a terminal with colour and a line of progress, elsewhere in plain lines, in GitHub
/// Actions in groups and annotations. All of it goes to standard error; standard output is for data.
actor Console: Reporter {
    /// How the text looks and where it goes.
    enum Style: Sendable, Hashable {
        case terminal(colour: Bool)
        case plain
        case actions
    }

    /// How much is said.
    enum Volume: Sendable, Hashable, Comparable {
        case quiet, normal, verbose
    }

    /// What was printed last; a blank line sets off a block from what is around it.
    private enum Printed {
        case nothing, line, block
    }

    let style: Style
    let volume: Volume
    private let annotations: ActionsAnnotations
    private let write: @Sendable (String) -> Void
    private var progress: ProgressLine
    private var printed = Printed.nothing
    private var isGroupOpen = false
    /// How many warnings were shown.
    private(set) var warnings = 0

    /// - Parameters:
    ///   - width: How many characters a line of the terminal has.
    ///   - write: Where the text goes.
    init(
        style: Style, volume: Volume, annotations: ActionsAnnotations = ActionsAnnotations(), width: Int = 80,
        write: @escaping @Sendable (String) -> Void = StandardError.write
    ) {
        self.style = style
        self.volume = volume
        self.annotations = annotations
        self.write = write
        progress = ProgressLine(width: width)
    }

    func report(_ event: ReleaseEvent) {
        clearProgress()
        defer { drawProgress() }
        switch event {
        case .planned(let project, let version, let commit, let isSnapshot):
            let from = commit.map { " at \($0.prefix(7))" } ?? ""
            let note = isSnapshot ? ", a snapshot: nothing leaves this machine" : ""
            say("\(bold(Self.visible("\(project) \(version)")))\(from)\(note)")
        case .stageStarted(let stage): open(stage)
        case .stageSkipped(let stage, let reason): say("\(bold(stage.rawValue)): skipped, \(reason)")
        case .stageFinished(let stage, let seconds): close(stage, seconds: seconds)
        case .stepStarted(_, let step): progress.start(step)
        case .stepFinished(_, let step, let seconds, let size):
            progress.end(step)
            say(Self.row(step, size: size, seconds: seconds))
        case .stepSkipped(let stage, let step, let reason):
            say("  \(stage.rawValue) \(Self.visible(step)): skipped, \(reason)")
        case .stepPlanned(let stage, let step): say("  would \(stage.rawValue) \(Self.visible(step))")
        case .publication(let channel, let steps): say(publication(channel, steps))
        case .stamped(let program, let place): say("  \(Self.visible(program)): the version goes into \(place)")
        case .output(let step, let line): if volume == .verbose { say(dim("  \(Self.visible(step)): ") + line) }
        case .failureOutput(let step, let text): showOutput(of: step, text)
        case .artifact(let artifact): say(Self.row(artifact.name, size: artifact.size, seconds: nil))
        case .diagnostic(let diagnostic): show(diagnostic)
        case .next(let text): say("\(bold("next")): \(text)")
        }
    }

    /// Prints a diagnostic as a person reads it; in GitHub Actions as an annotation, which the log shows too.
    func show(_ diagnostic: Diagnostic) {
        if diagnostic.severity == .warning { warnings += 1 }
        if diagnostic.severity != .error, volume == .quiet { return }
        clearProgress()
        if style == .actions {
            write(annotations.text(of: diagnostic) + "\n")
            printed = .line
        } else {
            block(coloured(Self.visible(diagnostic.description), diagnostic.severity))
        }
        drawProgress()
    }

    /// Says what was done, and what may be done next.
    func summarize(_ text: String, next: String?) {
        guard volume > .quiet else { return }
        clearProgress()
        block(next.map { "\(text)\n\(bold("next")): \($0)" } ?? text)
    }

    /// Says that the work is being ended, which programs that clean up may delay.
    func announceInterrupt() {
        clearProgress()
        block("interrupted: ending what runs; once more ends it at once")
        drawProgress()
    }

    /// Ends the line of progress, for good.
    func finish() {
        clearProgress()
        progress.endAll()
        closeGroup()
    }

    private func open(_ stage: StageName) {
        guard volume > .quiet else { return }
        if style == .actions {
            write("::group::\(stage.rawValue)\n")
            isGroupOpen = true
            printed = .line
        } else {
            say(bold(stage.rawValue))
        }
    }

    private func close(_ stage: StageName, seconds: Double) {
        closeGroup()
        if style == .actions || volume == .verbose { say("\(stage.rawValue): done in \(Columns.duration(seconds))") }
    }

    private func closeGroup() {
        if isGroupOpen { write("::endgroup::\n") }
        isGroupOpen = false
    }

    private func showOutput(of step: String, _ text: String) {
        let step = Self.visible(step)
        block(text.isEmpty ? "\(step) wrote nothing" : "output of \(step):\n\(text)")
    }

    /// What a channel does; the files that it adds are counted, since they were named when they were made.
    private func publication(_ channel: String, _ steps: [PublicationReport.Step]) -> String {
        let added = steps.filter { $0.effect == .add }
        let isShort = volume < .verbose && added.count > 3
        var lines = steps.filter { !isShort || $0.effect != .add }.map(\.text)
        if isShort { lines.insert("add \(added.count) files", at: 0) }
        return lines.map { "  \(channel): \(Self.visible($0))" }.joined(separator: "\n")
    }

    /// Prints lines that belong to what is before them.
    private func say(_ text: String) {
        guard volume > .quiet else { return }
        write((printed == .block ? "\n" : "") + text + "\n")
        printed = .line
    }

    /// Prints, at any volume, lines that stand by themselves.
    private func block(_ text: String) {
        write((printed == .nothing ? "" : "\n") + text + "\n")
        printed = .block
    }

    /// Draws the line of progress anew.
    func drawProgress() {
        guard case .terminal = style, volume > .quiet, let text = progress.text else { return }
        write("\r\u{1B}[K" + dim(Self.visible(text)))
        progress.isShown = true
    }

    private func clearProgress() {
        if progress.isShown { write("\r\u{1B}[K") }
        progress.isShown = false
    }

    private func bold(_ text: String) -> String {
        style == .terminal(colour: true) ? "\u{1B}[1m\(text)\u{1B}[0m" : text
    }

    private func dim(_ text: String) -> String {
        style == .terminal(colour: true) ? "\u{1B}[2m\(text)\u{1B}[0m" : text
    }

    private func coloured(_ text: String, _ severity: Diagnostic.Severity) -> String {
        guard style == .terminal(colour: true), let colon = text.firstIndex(of: ":") else { return text }
        let code =
            switch severity {
            case .error: "31"
            case .warning: "33"
            case .note: "36"
            }
        return "\u{1B}[1;\(code)m\(text[..<colon])\u{1B}[0m\(text[colon...])"
    }

    /// A name with its size and how long it took, in columns.
    private static func row(_ name: String, size: UInt64?, seconds: Double?) -> String {
        var text = "  \(Columns.padded(visible(name), to: 48))"
        if size != nil || seconds != nil { text += " " + Columns.flush(size.map { "\(ByteSize($0))" } ?? "", to: 9) }
        if let seconds { text += " " + Columns.flush(Columns.duration(seconds), to: 10) }
        return text
    }

    /// The text with control characters spelled out, line breaks aside, so that no name moves the cursor.
    private static func visible(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHidden) else { return text }
        return text.unicodeScalars.map { isHidden($0) ? $0.escaped(asASCII: true) : String($0) }.joined()
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar != "\n" && scalar != "\t" && scalar.properties.generalCategory == .control
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation
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

    private let style: Style
    private let volume: Volume
    private var running: [String] = []
    private var hasProgressLine = false
    private var isGroupOpen = false

    init(style: Style, volume: Volume) {
        self.style = style
        self.volume = volume
    }

    /// The style that suits where standard error leads.
    static func suitableStyle(environment: [String: String] = ProcessInfo.processInfo.environment) -> Style {
        if environment["GITHUB_ACTIONS"] == "true" { return .actions }
        guard isatty(STDERR_FILENO) == 1, environment["TERM"] != "dumb" else { return .plain }
        return .terminal(colour: (environment["NO_COLOR"] ?? "").isEmpty)
    }

    func report(_ event: ReleaseEvent) {
        clearProgress()
        defer { drawProgress() }
        switch event {
        case .planned(let project, let version, let commit, let isSnapshot):
            let from = commit.map { " at \($0.prefix(7))" } ?? ""
            say(
                "\(bold("\(project) \(version)"))\(from)\(isSnapshot ? ", a snapshot: nothing leaves this machine" : "")"
            )
        case .stageStarted(let stage): open(stage)
        case .stageSkipped(let stage, let reason): say("\(bold(stage.rawValue)): skipped, \(reason)")
        case .stageFinished(let stage, let seconds): close(stage, seconds: seconds)
        case .stepStarted(_, let step): running.append(step)
        case .stepFinished(_, let step, let seconds, let size): finish(step, seconds: seconds, size: size)
        case .stepSkipped(let stage, let step, let reason): say("  \(stage.rawValue) \(step): skipped, \(reason)")
        case .stepPlanned(let stage, let step): say("  would \(stage.rawValue) \(step)")
        case .publication(let channel, let step, let isPlanned):
            say("  \(channel): \(isPlanned ? "would " : "")\(step)")
        case .stamped(let program, let place): say("  \(program): the version goes into \(place)")
        case .output(let step, let line): if volume == .verbose { say(dim("  \(step): ") + line) }
        case .failureOutput(let step, let text):
            say("", always: true)
            say(text.isEmpty ? "\(step) wrote nothing" : "output of \(step):\n\(text)", always: true)
            say("", always: true)
        case .artifact(let artifact):
            say("  \(Columns.padded(artifact.name, to: 48)) \(ByteSize(artifact.size))")
        case .diagnostic(let diagnostic): show(diagnostic)
        case .next(let text): say("\(bold("next")): \(text)")
        }
    }

    /// Prints a diagnostic as a person reads it, and in GitHub Actions also as an annotation.
    func show(_ diagnostic: Diagnostic) {
        clearProgress()
        if diagnostic.severity != .error, volume == .quiet { return }
        var text = diagnostic.description
        if style == .terminal(colour: true) { text = Self.coloured(text, diagnostic.severity) }
        say(text, always: true)
        if style == .actions { say(Self.annotation(of: diagnostic), always: true) }
    }

    /// Says what was done, and what may be done next.
    func summarize(_ text: String, next: String?) {
        say("")
        say(text)
        if let next { say("\(bold("next")): \(next)") }
    }

    /// Says that the work is being ended, which programs that clean up may delay.
    func announceInterrupt() {
        clearProgress()
        say("interrupted: ending what runs; once more ends it at once", always: true)
        drawProgress()
    }

    /// Ends the line of progress, for good.
    func finish() {
        clearProgress()
        running = []
        if isGroupOpen { write("::endgroup::\n") }
        isGroupOpen = false
    }

    private func open(_ stage: StageName) {
        guard volume > .quiet else { return }
        if style == .actions {
            write("::group::\(stage.rawValue)\n")
            isGroupOpen = true
        } else {
            say(bold(stage.rawValue))
        }
    }

    private func close(_ stage: StageName, seconds: Double) {
        if isGroupOpen { write("::endgroup::\n") }
        isGroupOpen = false
        if style == .actions || volume == .verbose { say("\(stage.rawValue): done in \(Columns.duration(seconds))") }
    }

    private func finish(_ step: String, seconds: Double, size: UInt64?) {
        running.removeAll { $0 == step }
        let amount = size.map { " \(ByteSize($0))" } ?? ""
        say("  \(Columns.padded(step, to: 48)) \(Columns.duration(seconds))\(amount)")
    }

    private func say(_ text: String, always: Bool = false) {
        guard always || volume > .quiet else { return }
        write(text + "\n")
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    private func drawProgress() {
        guard case .terminal = style, volume > .quiet, !running.isEmpty else { return }
        write("\r\u{1B}[K" + dim("  \(running.joined(separator: ", ")) …"))
        hasProgressLine = true
    }

    private func clearProgress() {
        guard hasProgressLine else { return }
        write("\r\u{1B}[K")
        hasProgressLine = false
    }

    private func bold(_ text: String) -> String {
        style == .terminal(colour: true) ? "\u{1B}[1m\(text)\u{1B}[0m" : text
    }

    private func dim(_ text: String) -> String {
        style == .terminal(colour: true) ? "\u{1B}[2m\(text)\u{1B}[0m" : text
    }

    private static func coloured(_ text: String, _ severity: Diagnostic.Severity) -> String {
        let code =
            switch severity {
            case .error: "31"
            case .warning: "33"
            case .note: "36"
            }
        guard let colon = text.firstIndex(of: ":") else { return text }
        return "\u{1B}[1;\(code)m\(text[..<colon])\u{1B}[0m\(text[colon...])"
    }

    /// A workflow command (docs.github.com, "Workflow commands for GitHub Actions").
    private static func annotation(of diagnostic: Diagnostic) -> String {
        let kind =
            switch diagnostic.severity {
            case .error: "error"
            case .warning: "warning"
            case .note: "notice"
            }
        var properties: [String] = []
        if let location = diagnostic.location {
            properties.append("file=\(escaped(location.file, property: true))")
            properties.append("line=\(location.line)")
        }
        let place = properties.isEmpty ? "" : " " + properties.joined(separator: ",")
        return "::\(kind)\(place)::\(escaped(diagnostic.message, property: false))"
    }

    private static func escaped(_ text: String, property: Bool) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            case ":" where property: result += "%3A"
            case "," where property: result += "%2C"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}

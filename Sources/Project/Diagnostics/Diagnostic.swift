// SPDX-License-Identifier: Apache-2.0

import Effects

/// What a user is told when something is wrong: what, why, where, and what to do next.
package struct Diagnostic: Error, Sendable, Hashable, Codable {
    package enum Severity: String, Sendable, Hashable, Codable {
        case error, warning, note
    }

    package var severity: Severity
    /// One sentence without a full stop, names in backticks.
    package var message: String
    package var location: SourceLocation?
    /// The configuration key it is about, such as `signing.openpgp.key`.
    package var keyPath: String?
    /// What led to it, the nearest cause first.
    package var causes: [String]
    /// What the user can do.
    package var hints: [String]
    /// The exit code that it asks for.
    package var exit: ExitStatus

    package init(
        severity: Severity = .error, message: String, location: SourceLocation? = nil, keyPath: String? = nil,
        causes: [String] = [], hints: [String] = [], exit: ExitStatus = .workFailed
    ) {
        self.severity = severity
        self.message = message
        self.location = location
        self.keyPath = keyPath
        self.causes = causes
        self.hints = hints
        self.exit = exit
    }

    /// An error; a cause that is a diagnostic itself hands on its causes, hints and, if there is no other, location. One
    /// that is a file's brings its advice, and exit code 2 where the same command would fail again.
    package init(
        _ message: String, at location: SourceLocation? = nil, keyPath: String? = nil, hint: String? = nil,
        cause: (any Error)? = nil, exit: ExitStatus = .workFailed
    ) {
        self.init(
            message: message, location: location, keyPath: keyPath, hints: hint.map { [$0] } ?? [], exit: exit)
        if let inner = cause as? Diagnostic {
            self.location = location ?? inner.location
            self.keyPath = keyPath ?? inner.keyPath
            causes = [inner.message] + inner.causes
            hints += inner.hints
        } else if let file = cause as? FileError {
            causes = [file.description]
            if hints.isEmpty { hints = file.advice.map { [$0] } ?? [] }
            if exit == .workFailed, file.needsChange { self.exit = .needsChange }
        } else if let cause {
            causes = [String(describing: cause)]
        }
    }

    /// A warning, which changes no exit code unless the user is strict.
    package static func warning(
        _ message: String, at location: SourceLocation? = nil, keyPath: String? = nil, hint: String? = nil,
        causes: [String] = []
    ) -> Diagnostic {
        Diagnostic(
            severity: .warning, message: message, location: location, keyPath: keyPath, causes: causes,
            hints: hint.map { [$0] } ?? [], exit: .success)
    }
}

extension Diagnostic: CustomStringConvertible {
    /// The text without colour and without a line break at its end:
    ///
    ///     error: cannot sign `hello_1.2.0_amd64.deb`
    ///       caused by: no secret key for `3AA5C34371567BD2`
    ///       at fledge.yaml:14, `signing.openpgp.key`
    ///
    ///     hint: set `FLEDGE_OPENPGP_KEY`, or run with `--skip sign`
    package var description: String {
        var lines = Self.indented("\(severity.rawValue): \(message)", by: "  ")
        for cause in causes {
            lines += Self.indented("  caused by: \(cause)", by: "    ")
        }
        let place = [location?.description, keyPath.map { "`\($0)`" }].compactMap { $0 }
        if !place.isEmpty { lines.append("  at " + place.joined(separator: ", ")) }
        if !hints.isEmpty { lines.append("") }
        for hint in hints {
            lines += Self.indented("hint: \(hint)", by: "      ")
        }
        return lines.joined(separator: "\n")
    }

    /// The lines of a text, those after the first set in.
    private static func indented(_ text: String, by margin: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return lines.prefix(1) + lines.dropFirst().map { $0.isEmpty ? $0 : margin + $0 }
    }
}

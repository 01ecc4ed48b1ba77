// SPDX-License-Identifier: Apache-2.0
package import Project

/// Several things that are wrong at once, so that they can be mended at once.
package struct Diagnostics: Error, Sendable, Hashable {
    /// At least one error, warnings perhaps among them.
    package let list: [Diagnostic]

    package init(_ list: [Diagnostic]) {
        self.list = list
    }

    /// The exit code of them all: a wrong configuration's before what needs another change, before failed work.
    package var exit: ExitStatus {
        let codes = Set(list.filter { $0.severity == .error }.map(\.exit))
        return [.usage, .configuration, .needsChange, .workFailed].first(where: codes.contains) ?? .workFailed
    }
}

// SPDX-License-Identifier: Apache-2.0
import Foundation

extension Console {
    /// The style that suits where standard error leads.
    static func suitableStyle(environment: [String: String] = ProcessInfo.processInfo.environment) -> Style {
        if environment["GITHUB_ACTIONS"] == "true" { return .actions }
        guard isatty(STDERR_FILENO) == 1, environment["TERM"] != "dumb" else { return .plain }
        return .terminal(colour: (environment["NO_COLOR"] ?? "").isEmpty)
    }

    /// How many characters a line of the terminal has that standard error leads to.
    static func terminalWidth() -> Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}

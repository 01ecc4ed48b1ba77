// SPDX-License-Identifier: Apache-2.0
import Release

/// The last line of a terminal while something runs: what, and for how long.
struct ProgressLine {
    /// How many characters a line of the terminal has.
    let width: Int
    /// Whether it is on the screen now.
    var isShown = false
    /// In the order of their beginnings.
    private var running: [(step: String, watch: Stopwatch)] = []

    init(width: Int) {
        self.width = width
    }

    mutating func start(_ step: String) {
        running.append((step, Stopwatch()))
    }

    mutating func end(_ step: String) {
        if let index = running.firstIndex(where: { $0.step == step }) { running.remove(at: index) }
    }

    mutating func endAll() {
        running = []
    }

    /// The line, no longer than the terminal's, so that one line is all that has to be cleared; nil when nothing runs.
    var text: String? {
        guard !running.isEmpty else { return nil }
        let words = running.map { item in
            // In its first second a step needs no clock.
            let seconds = Int(item.watch.seconds)
            if seconds < 1 { return item.step }
            return "\(item.step) \(seconds < 60 ? "\(seconds) s" : Columns.duration(Double(seconds)))"
        }
        let line = "  \(words.joined(separator: ", ")) …"
        return line.count < width ? line : "\(line.prefix(max(width - 2, 0)))…"
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Amounts as a person reads them, and text in columns.
enum Columns {
    /// A duration: `0.04 s`, `12.4 s`, `3 min 05 s`.
    static func duration(_ seconds: Double) -> String {
        if seconds < 1 { return "\(hundredths(seconds)) s" }
        if seconds < 60 { return "\(tenths(seconds)) s" }
        let whole = Int(seconds.rounded())
        let rest = whole % 60
        return "\(whole / 60) min \(rest < 10 ? "0" : "")\(rest) s"
    }

    /// A number with its noun: `1 package`, `3 packages`.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    /// The text with spaces behind it up to `width`.
    static func padded(_ text: String, to width: Int) -> String {
        text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
    }

    /// The text with spaces before it up to `width`.
    static func flush(_ text: String, to width: Int) -> String {
        text.count >= width ? text : String(repeating: " ", count: width - text.count) + text
    }

    /// Rows under headings, each column as wide as its widest cell.
    static func table(_ rows: [[String]]) -> String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            let cells = row.enumerated().map {
                $0.offset == row.count - 1 ? $0.element : padded($0.element, to: widths[$0.offset])
            }
            return cells.joined(separator: "  ")
        }.joined(separator: "\n")
    }

    private static func tenths(_ amount: Double) -> String {
        let whole = Int((amount * 10).rounded())
        return "\(whole / 10).\(whole % 10)"
    }

    private static func hundredths(_ amount: Double) -> String {
        let whole = Int((amount * 100).rounded())
        return "\(whole / 100).\(whole % 100 < 10 ? "0" : "")\(whole % 100)"
    }
}

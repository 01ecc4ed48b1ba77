// SPDX-License-Identifier: Apache-2.0

/// A coverage profile of `go test -coverprofile`: after a line with the mode, `file:from,to statements count`.
enum GoCoverage {
    /// The share of statements that ran, in percent; 100 where there are none.
    static func percent(of profile: String) -> Double {
        var statements = 0
        var covered = 0
        for line in profile.split(separator: "\n").dropFirst() {
            let words = line.split(separator: " ")
            guard words.count == 3, let number = Int(words[1]), let count = Int(words[2]) else { continue }
            statements += number
            if count > 0 { covered += number }
        }
        return statements == 0 ? 100 : 100 * Double(covered) / Double(statements)
    }
}

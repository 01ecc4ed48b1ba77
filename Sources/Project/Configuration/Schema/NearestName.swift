// SPDX-License-Identifier: Apache-2.0

/// Finds what a misspelt name was meant to be.
package enum NearestName {
    /// The known name with the fewest insertions, deletions, changes and swaps of neighbours, if they are few enough to
    /// be a slip; the first of equals.
    package static func nearest(to name: String, among known: [String]) -> String? {
        let folded = fold(name)
        guard folded.count <= 64 else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in known {
            let other = fold(candidate)
            let isPrefix =
                folded.count >= 3 && (other.starts(with: folded) || folded.starts(with: other) && other.count >= 3)
            let distance = isPrefix ? 1 : Self.distance(folded, other)
            let common = zip(folded, other).prefix { $0 == $1 }.count
            let allowed = max(1, min(folded.count, other.count) / 3) + (common >= 5 ? 1 : 0)
            if distance <= allowed, distance < best?.distance ?? Int.max { best = (candidate, distance) }
        }
        return best?.name
    }

    private static func fold(_ name: String) -> [UInt8] {
        name.lowercased().utf8.map { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: " ") ? UInt8(ascii: "-") : $0 }
            .filter { $0 != UInt8(ascii: "-") }
    }

    /// The optimal string alignment distance.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var older: [Int] = []
        var previous = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(
                    previous[column] + (byte == other ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    cost = min(cost, older[column - 1] + 1)
                }
                current.append(cost)
            }
            older = previous
            previous = current
        }
        return previous[right.count]
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Looks through a program's data for absolute paths that mean nothing on other machines.
package struct PathScan: Sendable {
    package let prefixes: [Prefix]
    /// The number of different paths that are kept.
    package let limit: Int
    /// The number of bytes after which a path is cut off; texts in a program needn't have an end.
    package let lengthLimit: Int

    /// The start of the paths looked for, such as `/home/`.
    package struct Prefix: Sendable, Hashable {
        package let text: String
        /// Whether it counts in the middle of a longer path, too: right for one that is unique, such as the folder
        /// of a build, and wrong for `/home/`, which `/usr/share/home/` contains.
        package let anywhere: Bool

        package init(_ text: String, anywhere: Bool = false) {
            self.text = text
            self.anywhere = anywhere
        }
    }

    /// What a scan found.
    package struct Result: Sendable, Hashable {
        /// Different paths in the order of their first appearance, at most ``PathScan/limit`` of them.
        package fileprivate(set) var paths: [String] = []
        /// All appearances, those of the same path and those beyond the limit included.
        package fileprivate(set) var occurrences = 0
    }

    package init(_ prefixes: [Prefix], limit: Int = 20, lengthLimit: Int = 256) {
        self.prefixes = prefixes.filter { !$0.text.isEmpty }
        self.limit = max(limit, 1)
        self.lengthLimit = max(lengthLimit, (prefixes.map(\.text.utf8.count).max() ?? 0) + 1)
    }

    /// Reads `ranges` of `bytes`, which ascend, `chunk` bytes at a time; what lies beyond the end of `bytes` is skipped.
    package func search(
        _ ranges: [Range<UInt64>], of bytes: any RandomAccessBytes, chunk: Int = 1 << 20
    ) throws -> Result {
        var result = Result()
        var seen: Set<String> = []
        let needles = prefixes.map { Needle(bytes: Array($0.text.utf8), anywhere: $0.anywhere) }
        var startsNeedle = [Bool](repeating: false, count: 256)
        for needle in needles { startsNeedle[Int(needle.bytes[0])] = true }
        for range in ranges {
            var window: [UInt8] = []
            var scanned = 0
            var position = range.lowerBound
            let end = min(range.upperBound, bytes.count)
            while position < end {
                let length = Int(min(UInt64(max(chunk, 1)), end - position))
                window += try bytes.read(at: position, count: length)
                position += UInt64(length)
                let complete = position == end ? window.count : max(scanned, window.count - lengthLimit)
                var index = scanned
                while index < complete {
                    guard startsNeedle[Int(window[index])],
                        let needle = needles.first(where: { matches($0, window, at: index) })
                    else {
                        index += 1
                        continue
                    }
                    record(window, at: index, into: &result, seen: &seen)
                    index += needle.bytes.count
                }
                let dropped = max(0, complete - 1)
                window.removeFirst(dropped)
                scanned = complete - dropped
            }
        }
        return result
    }

    private struct Needle {
        let bytes: [UInt8]
        let anywhere: Bool
    }

    private func record(_ window: [UInt8], at index: Int, into result: inout Result, seen: inout Set<String>) {
        result.occurrences += 1
        guard result.paths.count < limit else { return }
        let stop = min(window.count, index + lengthLimit)
        let text = String(decoding: window[index..<stop].prefix { $0 >= 0x20 && $0 != 0x7F }, as: UTF8.self)
        if seen.insert(text).inserted { result.paths.append(text) }
    }

    /// Whether a path starts at `index`: the prefix is there, as whole components, and something follows it.
    private func matches(_ needle: Needle, _ window: [UInt8], at index: Int) -> Bool {
        guard window[index] == needle.bytes[0], index + needle.bytes.count <= window.count else { return false }
        for (offset, byte) in needle.bytes.enumerated() where window[index + offset] != byte { return false }
        if !needle.anywhere, index > 0, window[index - 1].isInPathComponent || window[index - 1] == UInt8(ascii: "/") {
            return false
        }
        let next = index + needle.bytes.count < window.count ? window[index + needle.bytes.count] : 0
        let endsWithSlash = needle.bytes.last == UInt8(ascii: "/")
        return endsWithSlash ? next.isInPathComponent : !next.isInPathComponent
    }
}

extension UInt8 {
    fileprivate var isInPathComponent: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
        default: self >= 0x80
        }
    }
}

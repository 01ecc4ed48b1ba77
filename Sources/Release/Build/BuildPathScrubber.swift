// SPDX-License-Identifier: Apache-2.0

/// Replaces the build folder's path in a stream of bytes by one of the same length.
///
/// Swift writes the absolute path of a resource bundle into the program as a fallback. It tells strangers where the
/// program was built, differs from machine to machine, and hides a bundle that was left out of a package.
package struct BuildPathScrubber: Sendable {
    private let needle: [UInt8]
    private let replacement: [UInt8]
    /// The end of what was taken, which may be the start of an occurrence.
    private var held: [UInt8] = []

    /// Creates a scrubber for a path; nil if the replacement is of another length.
    package init?(path: [UInt8], replacement: [UInt8]) {
        guard path.count == replacement.count, !path.isEmpty else { return nil }
        needle = path
        self.replacement = replacement
    }

    /// Takes the next bytes and returns those that are settled.
    package mutating func scrub(_ chunk: [UInt8]) -> [UInt8] {
        var bytes = held + chunk
        let settled = replaceOccurrences(in: &bytes)
        let kept = max(settled, bytes.count - (needle.count - 1))
        let end = max(0, min(kept, bytes.count))
        held = Array(bytes[end...])
        bytes.removeSubrange(end...)
        return bytes
    }

    /// Ends the stream and returns what was still held.
    package mutating func finish() -> [UInt8] {
        defer { held = [] }
        return held
    }

    /// Replaces every occurrence and returns the index behind the last one.
    private func replaceOccurrences(in bytes: inout [UInt8]) -> Int {
        var settled = 0
        guard bytes.count >= needle.count else { return 0 }
        let last = bytes.count - needle.count
        let first = needle[0]
        var index = 0
        bytes.withUnsafeMutableBufferPointer { buffer in
            while index <= last {
                guard buffer[index] == first, matches(buffer, at: index) else {
                    index += 1
                    continue
                }
                for offset in 0..<needle.count { buffer[index + offset] = replacement[offset] }
                index += needle.count
                settled = index
            }
        }
        return settled
    }

    private func matches(_ buffer: UnsafeMutableBufferPointer<UInt8>, at index: Int) -> Bool {
        var offset = needle.count - 1
        while offset > 0 {
            if buffer[index + offset] != needle[offset] { return false }
            offset -= 1
        }
        return true
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage

/// Looks for short byte strings in a file, without holding it in memory.
enum ByteSearch {
    /// Tells for each needle whether it occurs in the file.
    static func found(of needles: [[UInt8]], in path: FilePath) throws -> [Bool] {
        var found = needles.map(\.isEmpty)
        let overlap = (needles.map(\.count).max() ?? 1) - 1
        let reader = try FileReader(path)
        var tail: [UInt8] = []
        while true {
            let chunk = try reader.read(upTo: 1 << 20)
            if chunk.isEmpty { return found }
            let bytes = tail + chunk
            for (index, needle) in needles.enumerated() where !found[index] {
                found[index] = occurs(needle, in: bytes)
            }
            if !found.contains(false) { return found }
            tail = Array(bytes.suffix(overlap))
        }
    }

    static func occurs(_ needle: [UInt8], in bytes: [UInt8]) -> Bool {
        guard let first = needle.first, bytes.count >= needle.count else { return needle.isEmpty }
        return bytes.withUnsafeBufferPointer { buffer in
            needle.withUnsafeBufferPointer { wanted in
                var index = 0
                while index + wanted.count <= buffer.count {
                    if buffer[index] == first {
                        var offset = 1
                        while offset < wanted.count, buffer[index + offset] == wanted[offset] { offset += 1 }
                        if offset == wanted.count { return true }
                    }
                    index += 1
                }
                return false
            }
        }
    }
}

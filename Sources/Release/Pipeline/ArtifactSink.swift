// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
package import SystemPackage

/// A file of the release while it is written: its digest is taken on the way, and it appears whole or not at all.
package struct ArtifactSink: ByteSink {
    private let writer: FileWriter
    private var meter = StreamMeter(isAside: true)

    /// Begins a file with the permission bits `mode`.
    package init(_ path: FilePath, mode: UInt32 = 0o644) throws {
        writer = try FileWriter(path, mode: mode)
    }

    package mutating func write(_ bytes: [UInt8]) throws {
        meter.add(bytes)
        try writer.write(bytes)
    }

    /// Puts the file in its place with a modification time in seconds since 1970; returns its size and SHA-256 digest.
    package func commit(modified: Int64) throws -> (size: UInt64, sha256: String) {
        try writer.commit(modified: modified, durably: false)
        return (meter.count, meter.digest.description)
    }
}

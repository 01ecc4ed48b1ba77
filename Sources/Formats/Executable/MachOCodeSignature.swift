// SPDX-License-Identifier: Apache-2.0

/// What a Mach-O file's embedded signature says of itself (`cs_blobs.h`); it isn't verified here.
package struct MachOCodeSignature: Sendable, Hashable {
    /// Where it is in the file.
    package let range: Range<UInt64>
    package let identifier: String
    /// Whether no certificate vouches for it.
    package let isAdHoc: Bool
    /// Whether the linker made it, rather than a signing tool.
    package let isLinkerSigned: Bool
    /// Whether the hardened runtime is asked for, as notarization demands.
    package let hasHardenedRuntime: Bool
    package let teamIdentifier: String?

    /// Reads the super blob (big-endian: magic FADE0CC0, length, count, then type and offset of each blob) and in it
    /// the code directory (FADE0C02: length, version, flags, hash offset, identifier offset, …, team offset at 48).
    init(reading bytes: any RandomAccessBytes, range: Range<UInt64>) throws {
        self.range = range
        let blob = try bytes.fields(
            "code signature", at: range.lowerBound, count: range.upperBound - range.lowerBound, order: .big)
        guard try blob.u32(at: 0) == 0xFADE_0CC0 else { throw blob.malformed("it doesn't start with FADE0CC0") }
        guard let directory = try Self.codeDirectory(blob) else { throw blob.malformed("it has no code directory") }
        let version = try blob.u32(at: directory + 8)
        let flags = try blob.u32(at: directory + 12)
        isAdHoc = flags & 0x2 != 0
        isLinkerSigned = flags & 0x2_0000 != 0
        hasHardenedRuntime = flags & 0x1_0000 != 0
        identifier = try blob.string(at: directory + Int(blob.u32(at: directory + 20)))
        let team = version >= 0x2_0200 ? Int(try blob.u32(at: directory + 48)) : 0
        teamIdentifier = team == 0 ? nil : try blob.string(at: directory + team)
    }

    private static func codeDirectory(_ blob: ByteFields) throws(ExecutableError) -> Int? {
        for index in 0..<Int(try blob.u32(at: 8)) where try blob.u32(at: 12 + index * 8) == 0 {
            let offset = Int(try blob.u32(at: 16 + index * 8))
            return try blob.u32(at: offset) == 0xFADE_0C02 ? offset : nil
        }
        return nil
    }
}

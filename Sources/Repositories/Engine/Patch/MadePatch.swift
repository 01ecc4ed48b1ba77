// SPDX-License-Identifier: Apache-2.0
import Formats

/// A patch with the bytes of its file.
struct MadePatch {
    let patch: IndexPatch
    let bytes: [UInt8]

    /// Nil where there can be none.
    init?(_ change: EntryChange, of old: OpenIndex, generation: UInt64) throws {
        guard let digest = old.state.digest, let script = try EdScript(change, of: old)?.text else { return nil }
        bytes = try GzipMember(compressing: script, level: .standard).bytes
        let file = IndexPatch.Content(of: bytes)
        let number = String(generation)
        let zeros = String(repeating: "0", count: max(0, 10 - number.count))
        patch = IndexPatch(
            name: "\(zeros)\(number)-\("\(file.sha256)".prefix(16))",
            base: IndexPatch.Content(size: UInt64(old.state.textSize), sha256: digest),
            script: IndexPatch.Content(of: script), file: file)
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import SystemPackage

/// A published index whose files are at hand.
struct OpenIndex: Sendable {
    let state: IndexState
    let format: any IndexFormat
    /// In the order of the format's forms.
    let files: [FileReader]

    /// The text of one chunk.
    ///
    /// - Throws: `RepositoryError` and `FileError`.
    func text(ofChunk chunk: Int) throws -> [UInt8] {
        let form = quickestForm
        let compression = format.forms[form]
        let piece = state.chunks[chunk].pieces[form]
        let offset = state.offset(ofChunk: chunk, form: form, compression)
        let bytes = try files[form].read(at: offset, count: Int(piece.stored))
        do {
            return try JoinedStream.content(of: bytes, compression, size: piece.size(content: state.chunks[chunk].size))
        } catch let error as CompressionError {
            throw RepositoryError.damagedState(files[form].path.string, reason: "\(error)")
        }
    }

    /// The entries of one chunk.
    func entries(ofChunk chunk: Int) throws -> [[UInt8]] {
        let text = try text(ofChunk: chunk)
        let ranges = try format.entries(in: text)
        guard ranges.count == state.chunks[chunk].entries else {
            throw IndexTextError(
                index: format.name, offset: 0,
                reason: "\(ranges.count) entries, and the state says \(state.chunks[chunk].entries)")
        }
        return ranges.map { Array(text[$0]) }
    }

    /// The chunk that an entry is in, and which one in there it is; nil for a place behind the last.
    func position(of place: Int) -> (chunk: Int, entry: Int)? {
        var rest = place
        for (index, chunk) in state.chunks.enumerated() {
            if rest < chunk.entries { return (index, rest) }
            rest -= chunk.entries
        }
        return nil
    }

    private var quickestForm: Int {
        let order: [Compression] = [.none, .zstd, .gzip, .xz]
        let ranked = format.forms.indices.min {
            (order.firstIndex(of: format.forms[$0]) ?? 0) < (order.firstIndex(of: format.forms[$1]) ?? 0)
        }
        return ranked ?? 0
    }
}

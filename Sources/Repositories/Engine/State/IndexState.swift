// SPDX-License-Identifier: Apache-2.0
import Formats

/// One index of a group as it is published: its files, and where in them which chunk lies.
struct IndexState: Sendable, Hashable, Codable {
    let name: String
    /// The piece ahead of the chunks, and the one behind; nil where the format has none.
    let header: Frame?
    let footer: Frame?
    let chunks: [ChunkState]
    let files: [FileState]
    /// SHA-256 of the text; nil unless the format names it.
    let digest: DigestValue?
    /// Nil where none are made.
    var patches: IndexPatches?

    /// A piece that is no chunk.
    struct Frame: Sendable, Hashable, Codable {
        let size: Int
        let pieces: [StoredPiece]
    }

    /// A published file.
    struct FileState: Sendable, Hashable, Codable {
        let form: String
        let size: UInt64
        let sha256: DigestValue
    }

    var entryCount: Int { chunks.reduce(0) { $0 + $1.entries } }

    /// The bytes of the text, header and footer included.
    var textSize: Int { (header?.size ?? 0) + chunks.reduce(0) { $0 + $1.size } + (footer?.size ?? 0) }

    /// Where a chunk's piece begins in the file of the form at `form` in the list of forms.
    func offset(ofChunk chunk: Int, form: Int, _ compression: Compression) -> UInt64 {
        let start = UInt64(JoinedStream.beginning(compression).count) + (header?.pieces[form].stored ?? 0)
        return chunks[..<chunk].reduce(start) { $0 + $1.pieces[form].stored }
    }

    var published: PublishedIndex? {
        var files: [PublishedFile] = []
        for file in self.files {
            guard let form = Compression(rawValue: file.form) else { return nil }
            files.append(PublishedFile(form: form, size: file.size, sha256: file.sha256))
        }
        return PublishedIndex(
            name: name, entryCount: entryCount, uncompressedSize: UInt64(textSize), uncompressedDigest: digest,
            files: files, patches: patches?.list ?? [])
    }

    /// Whether the state holds together with what the format expects; the head comes from a storage and may be anything.
    func isValid(for format: any IndexFormat) -> Bool {
        let count = format.forms.count
        let frames = [header, footer].compactMap { $0 }
        return name == format.name && files.map(\.form) == format.forms.map(\.rawValue)
            && frames.allSatisfy { $0.pieces.count == count && $0.size >= 0 }
            && chunks.allSatisfy { $0.pieces.count == count && $0.size >= 0 && $0.entries >= 0 }
            && (patches?.limit ?? 0) == format.patches && patches?.list.allSatisfy(\.isValid) ?? true
            && (!format.namesUncompressed || digest != nil && chunks.allSatisfy { $0.hashState != nil })
    }
}

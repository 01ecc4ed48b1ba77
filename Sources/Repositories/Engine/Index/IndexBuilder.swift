// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Foundation
import SystemPackage

/// Makes the files of a changed index out of those of the one before.
struct IndexBuilder {
    let format: any IndexFormat
    /// Nil for the first index of a group.
    let old: OpenIndex?
    /// Where the files are made.
    let folder: FilePath
    /// The chunks compressed at a time.
    let jobs: Int

    struct Built {
        let state: IndexState
        /// In the order of the format's forms.
        let files: [FilePath]
    }

    /// - Parameter oldKeys: The keys of the old files, for messages; in the order of the format's forms.
    func build(_ change: EntryChange, entryCount: Int, oldKeys: [String]) async throws -> Built {
        let paths = format.forms.map { folder.appending("\(format.name)-\(UInt64.random(in: 0...UInt64.max)).\($0)") }
        var outputs: [IndexOutput] = []
        for (index, path) in paths.enumerated() {
            let replaced = old.map { ($0.files[index], $0.state.files[index].sha256) }
            outputs.append(try IndexOutput(path, replacing: replaced))
        }
        let header = try frame(format.header(entryCount: entryCount))
        let footer = try frame(format.footer)
        let assembly = Assembly(format: format, old: old, outputs: outputs)
        try assembly.begin(header?.pieces ?? [], text: header?.text ?? [])

        let feed = FeedBox(IndexFeed(old: old, change: change))
        let worker = PartWorker(format: format, old: old)
        try await OrderedPipeline(jobs: jobs).run(
            next: { try feed.feed.next() },
            work: { part in try worker.work(part) },
            emit: { result in try assembly.append(result) })
        let state = try assembly.finish(header: header, footer: footer, oldKeys: oldKeys)
        return Built(state: state, files: paths)
    }

    /// What a part became in a task of its own.
    enum Result: Sendable {
        case kept(Int, lines: Int?)
        case moved(Int, text: [UInt8], lines: Int?)
        case pieces([CompressedPiece], text: [UInt8], entries: Int, lines: Int?)
    }

    struct Frame {
        let text: [UInt8]
        let pieces: [CompressedPiece]

        var state: IndexState.Frame {
            IndexState.Frame(size: text.count, pieces: pieces.map { StoredPiece($0.size) })
        }
    }

    private func frame(_ text: [UInt8]) throws -> Frame? {
        guard !text.isEmpty else { return nil }
        return Frame(text: text, pieces: try PartWorker(format: format, old: nil).compress(text))
    }
}

/// Compresses and reads chunks, in child tasks.
private struct PartWorker: Sendable {
    let format: any IndexFormat
    let old: OpenIndex?

    func work(_ part: IndexFeed.Part) throws -> IndexBuilder.Result {
        switch part {
        case .kept(let chunk): return .kept(chunk, lines: try lines(ofChunk: chunk))
        case .moved(let chunk):
            return .moved(
                chunk, text: format.namesUncompressed ? try old?.text(ofChunk: chunk) ?? [] : [],
                lines: try lines(ofChunk: chunk))
        case .text(let text, let entries):
            return .pieces(
                try compress(text), text: text, entries: entries,
                lines: format.patches > 0 ? EdScript.lineCount(of: text) : nil)
        }
    }

    /// Counted once, of a repository that has had no patches so far; from then on the state has it.
    private func lines(ofChunk chunk: Int) throws -> Int? {
        guard format.patches > 0, let old else { return nil }
        return try old.state.chunks[chunk].lines ?? EdScript.lineCount(of: old.text(ofChunk: chunk))
    }

    func compress(_ text: [UInt8]) throws -> [CompressedPiece] {
        var pieces: [CompressedPiece] = []
        for form in format.forms {
            pieces.append(
                try CompressedPiece(compressing: text, as: form, level: format.level, window: ChunkPolicy.window))
        }
        return pieces
    }
}

/// The files of the new index, and their chunk table, while both grow.
private final class Assembly {
    let format: any IndexFormat
    let old: OpenIndex?
    var outputs: [IndexOutput]
    private var chunks: [ChunkState] = []
    private var hash = ResumableSHA256()
    /// Whether nothing was written yet that is not in the old file.
    private var isPristine: Bool

    init(format: any IndexFormat, old: OpenIndex?, outputs: [IndexOutput]) {
        self.format = format
        self.old = old
        self.outputs = outputs
        isPristine = old != nil && old?.state.header == nil
    }

    func begin(_ header: [CompressedPiece], text: [UInt8]) throws {
        if format.namesUncompressed { hash.update(text) }
        if !header.isEmpty { isPristine = false }
        try beginUnlessPristine()
        for (index, piece) in header.enumerated() { try outputs[index].write(piece.bytes) }
    }

    func append(_ result: IndexBuilder.Result) throws {
        switch result {
        case .kept(let chunk, let lines): try keep(chunk, text: nil, lines: lines)
        case .moved(let chunk, let text, let lines): try keep(chunk, text: text, lines: lines)
        case .pieces(let pieces, let text, let entries, let lines):
            if chunks.isEmpty {
                isPristine = false
                try beginUnlessPristine()
            }
            for (index, piece) in pieces.enumerated() { try outputs[index].write(piece.bytes) }
            if format.namesUncompressed { hash.update(text) }
            chunks.append(
                ChunkState(
                    size: text.count, entries: entries, pieces: pieces.map { StoredPiece($0.size) },
                    hashState: savedHash, lines: lines))
        }
    }

    func finish(
        header: IndexBuilder.Frame?, footer: IndexBuilder.Frame?, oldKeys: [String]
    ) throws -> IndexState {
        if chunks.isEmpty {
            isPristine = false
            try beginUnlessPristine()
        }
        var files: [IndexState.FileState] = []
        let frames = (header?.state, footer?.state)
        for (index, form) in format.forms.enumerated() {
            var sizes = chunks.map { $0.pieces[index].size(content: $0.size) }
            if let frame = frames.0 { sizes.insert(frame.pieces[index].size(content: frame.size), at: 0) }
            if let footer, let frame = frames.1 {
                sizes.append(frame.pieces[index].size(content: frame.size))
                try outputs[index].write(footer.pieces[index].bytes)
            }
            try outputs[index].write(JoinedStream.ending(form, pieces: sizes))
            let digest = try outputs[index].finish(oldKey: index < oldKeys.count ? oldKeys[index] : "")
            files.append(
                IndexState.FileState(form: form.rawValue, size: outputs[index].count, sha256: digest))
        }
        if let footer, format.namesUncompressed { hash.update(footer.text) }
        return IndexState(
            name: format.name, header: frames.0, footer: frames.1, chunks: chunks, files: files,
            digest: format.namesUncompressed ? hash.digest() : nil)
    }

    private var savedHash: Data? { format.namesUncompressed ? Data(hash.saved) : nil }

    private var hasBegun: Bool { outputs.contains { $0.count > 0 } }

    /// A file that does not begin as the old one does begins with what its form begins with.
    private func beginUnlessPristine() throws {
        guard !isPristine, !hasBegun else { return }
        for (index, form) in format.forms.enumerated() { try outputs[index].write(JoinedStream.beginning(form)) }
    }

    private func keep(_ chunk: Int, text: [UInt8]?, lines: Int?) throws {
        guard let old else { return }
        // Where the old file's first chunk stays the first, what is ahead of it is copied with it.
        let isBeginning = isPristine && chunks.isEmpty && chunk == 0
        if chunks.isEmpty, !isBeginning {
            isPristine = false
            try beginUnlessPristine()
        }
        var state = old.state.chunks[chunk]
        for (index, form) in format.forms.enumerated() {
            let start = old.state.offset(ofChunk: chunk, form: index, form)
            try outputs[index].keep((isBeginning ? 0 : start)..<(start + state.pieces[index].stored))
        }
        if format.namesUncompressed {
            if let text {
                hash.update(text)
                state = ChunkState(
                    size: state.size, entries: state.entries, pieces: state.pieces, hashState: savedHash)
            } else if let saved = state.hashState {
                hash = try ResumableSHA256(resuming: [UInt8](saved))
            }
        }
        state.lines = lines
        chunks.append(state)
    }
}

/// The feed, for a closure to move on.
private final class FeedBox {
    var feed: IndexFeed

    init(_ feed: IndexFeed) {
        self.feed = feed
    }
}

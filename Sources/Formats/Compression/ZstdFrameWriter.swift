// SPDX-License-Identifier: Apache-2.0
import CZstd

/// One zstd frame (RFC 8878, 3.1.1) with a content checksum, compressed by the library's worker threads.
///
/// The workers take jobs of a fixed size, so that the bytes don't depend on their number. There is
/// always one worker at least: without any, the library cuts no jobs and writes other bytes.
@safe final class ZstdFrameWriter {
    /// A stream of fewer bytes is short: the library is told its size ahead.
    static let longSize = 1 << 20
    private static let jobSize: Int32 = 4 << 20

    private let context: OpaquePointer

    init(level: CompressionLevel, jobs: Int) throws(CompressionError) {
        guard let context = unsafe ZSTD_createCCtx() else { throw .outOfMemory(.zstd) }
        unsafe self.context = unsafe context
        try set(ZSTD_c_compressionLevel, level.streamLevel)
        try set(ZSTD_c_checksumFlag, 1)
        try set(ZSTD_c_nbWorkers, Int32(min(jobs, 64)))
        try set(ZSTD_c_jobSize, Self.jobSize)
        if let windowLog = level.windowLog { try set(ZSTD_c_windowLog, windowLog) }
        if level == .standard {
            // What repeats far away, as in trees of similar files, makes level 3 smaller than 4 without; in less time.
            try set(ZSTD_c_enableLongDistanceMatching, 1)
        }
    }

    deinit {
        unsafe _ = ZSTD_freeCCtx(context)
    }

    /// Tells the size of the whole content, ahead of its first byte.
    func announce(contentSize: Int) throws(CompressionError) {
        unsafe try check(ZSTD_CCtx_setPledgedSrcSize(context, UInt64(contentSize)))
    }

    /// Takes all of `content`, and passes on what is compressed so far.
    func write(_ content: [UInt8], emit: ([UInt8]) throws -> Void) throws {
        var position = 0
        while position < content.count {
            try step(content, &position, ZSTD_e_continue, emit)
        }
    }

    /// Ends the frame.
    ///
    /// With content at hand, the library would cut a job early where all its workers are busy.
    func finish(emit: ([UInt8]) throws -> Void) throws {
        var position = 0
        while try step([], &position, ZSTD_e_end, emit) != 0 {}
    }

    @discardableResult
    private func step(
        _ content: [UInt8], _ position: inout Int, _ directive: ZSTD_EndDirective, _ emit: ([UInt8]) throws -> Void
    ) throws -> Int {
        let capacity = ZSTD_CStreamOutSize()
        var result = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            var output = unsafe ZSTD_outBuffer(dst: buffer.baseAddress, size: capacity, pos: 0)
            unsafe content.withUnsafeBytes { bytes in
                var input = unsafe ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: position)
                result = unsafe ZSTD_compressStream2(context, &output, &input, directive)
                position = unsafe input.pos
            }
            count = unsafe output.pos
        }
        try check(result)
        if !bytes.isEmpty { try emit(bytes) }
        return result
    }

    private func set(_ parameter: ZSTD_cParameter, _ value: Int32) throws(CompressionError) {
        unsafe try check(ZSTD_CCtx_setParameter(context, parameter, value))
    }

    private func check(_ result: Int) throws(CompressionError) {
        guard ZSTD_isError(result) != 0 else { return }
        let code = ZSTD_getErrorCode(result)
        throw code == ZSTD_error_memory_allocation ? .outOfMemory(.zstd) : .codec(.zstd, code: Int(code.rawValue))
    }
}

extension CompressionLevel {
    /// The level of a whole stream; the fast one does without what repeats far away.
    fileprivate var streamLevel: Int32 {
        switch self {
        case .fast, .standard: 3
        case .best: 19
        }
    }

    /// The size of the window as a power of two, which a reader needs as memory: 4 MB and 16 MB; nil for the level's own.
    fileprivate var windowLog: Int32? {
        switch self {
        // Twice that of level 3: jobs overlap by a part of the window, so that it makes up for what they lose by the cut.
        case .fast: 22
        case .standard: 24
        case .best: nil
        }
    }
}

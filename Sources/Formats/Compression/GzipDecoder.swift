// SPDX-License-Identifier: Apache-2.0
import CZlib

/// Decodes joined gzip members (RFC 1952).
@safe final class GzipDecoder: StreamDecoder {
    /// zlib keeps this address.
    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether the last byte consumed was the last of a member.
    private var betweenMembers = false

    init() throws(CompressionError) {
        unsafe stream = UnsafeMutablePointer.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        let gzipOnly: Int32 = 16
        let size = unsafe Int32(MemoryLayout<z_stream>.size)
        if unsafe inflateInit2_(stream, MAX_WBITS + gzipOnly, ZLIB_VERSION, size) != Z_OK {
            unsafe stream.deallocate()
            throw .outOfMemory(.gzip)
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    func decode(
        _ input: UnsafeRawBufferPointer, inputEnded: Bool, offset: UInt64,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) throws(CompressionError) -> DecodedStep {
        if unsafe input.isEmpty, inputEnded {
            guard betweenMembers else { throw .truncated(.gzip, offset: offset) }
            return DecodedStep(consumed: 0, produced: 0, ended: true)
        }
        if betweenMembers, unsafe !input.isEmpty {
            unsafe inflateReset(stream)
            betweenMembers = false
        }
        let bytes = unsafe input.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
        unsafe stream.pointee.avail_in = UInt32(input.count)
        unsafe stream.pointee.next_out = output.baseAddress
        unsafe stream.pointee.avail_out = UInt32(output.count)
        let result = unsafe inflate(stream, Z_NO_FLUSH)
        let consumed = unsafe input.count - Int(stream.pointee.avail_in)
        let produced = unsafe output.count - Int(stream.pointee.avail_out)
        switch result {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: betweenMembers = true
        case Z_MEM_ERROR: throw .outOfMemory(.gzip)
        default: throw .corrupt(.gzip, offset: offset + UInt64(consumed))
        }
        return DecodedStep(consumed: consumed, produced: produced, ended: false)
    }
}

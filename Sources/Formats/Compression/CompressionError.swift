// SPDX-License-Identifier: Apache-2.0

/// Why a stream could not be compressed or decompressed.
package enum CompressionError: Error, Sendable, Hashable {
    /// The bytes violate the format, or a check in it; found at or before `offset` of the compressed stream.
    case corrupt(Compression, offset: UInt64)
    /// The compressed stream ends at `offset`, in the midst of its data.
    case truncated(Compression, offset: UInt64)
    /// The format is right, but asks for what the decoder does not have, such as an unknown filter.
    case unsupported(Compression, offset: UInt64)
    /// The stream needs `needed` bytes of memory, where that is known, more than `limit`.
    case memoryLimit(Compression, needed: UInt64?, limit: UInt64)
    /// The codec could not get the memory that it needs.
    case outOfMemory(Compression)
    /// The codec failed with a code of its own that data can't cause.
    case codec(Compression, code: Int)
}

extension CompressionError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .corrupt(let compression, let offset):
            "\(compression.rawValue) stream is corrupt near offset \(offset)"
        case .truncated(let compression, let offset):
            "\(compression.rawValue) stream ends too early, at offset \(offset)"
        case .unsupported(let compression, let offset):
            "\(compression.rawValue) stream uses an unsupported option near offset \(offset)"
        case .memoryLimit(let compression, let needed, let limit):
            "\(compression.rawValue) stream needs \(needed.map { "\($0)" } ?? "more") bytes of memory, the limit is \(limit)"
        case .outOfMemory(let compression):
            "no memory for \(compression.rawValue)"
        case .codec(let compression, let code):
            "\(compression.rawValue) codec failed with code \(code)"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A codec's decoder, fed with pieces of a compressed stream.
protocol StreamDecoder: AnyObject {
    /// Decodes from `input` into `output`, as far as either goes.
    ///
    /// - Parameters:
    ///   - inputEnded: No more input follows.
    ///   - offset: The position of `input` in the compressed stream, for errors.
    func decode(
        _ input: UnsafeRawBufferPointer, inputEnded: Bool, offset: UInt64,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) throws(CompressionError) -> DecodedStep
}

/// What one call of a decoder did.
struct DecodedStep: Sendable, Hashable {
    var consumed: Int
    var produced: Int
    /// The stream is complete, and no input follows.
    var ended: Bool
}

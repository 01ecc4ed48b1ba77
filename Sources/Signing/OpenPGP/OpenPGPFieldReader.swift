// SPDX-License-Identifier: Apache-2.0
import Formats

/// Reads the fields of a packet; errors name the packet and the offset in it.
struct OpenPGPFieldReader: Sendable {
    private var reader: ByteReader
    private let subject: String

    init(_ bytes: some Sequence<UInt8>, of subject: String) {
        reader = ByteReader(Array(bytes))
        self.subject = subject
    }

    var remaining: Int { reader.remaining }
    var offset: Int { reader.offset }

    mutating func u8() throws(OpenPGPError) -> UInt8 { try check { r throws(UnexpectedEnd) in try r.u8() } }

    mutating func u16() throws(OpenPGPError) -> UInt16 { try check { r throws(UnexpectedEnd) in try r.u16(.big) } }

    mutating func u32() throws(OpenPGPError) -> UInt32 { try check { r throws(UnexpectedEnd) in try r.u32(.big) } }

    mutating func bytes(_ count: Int) throws(OpenPGPError) -> [UInt8] {
        Array(try check { r throws(UnexpectedEnd) in try r.bytes(count: count) })
    }

    mutating func rest() throws(OpenPGPError) -> [UInt8] { try bytes(remaining) }

    /// A multiprecision integer: its length in bits as two bytes, then its bytes, the first of which is not zero.
    ///
    /// A wrong bit count is passed over, since writers that count wrongly are around; leading zeros are dropped.
    mutating func mpi() throws(OpenPGPError) -> [UInt8] {
        let bits = Int(try u16())
        return Array(try bytes((bits + 7) / 8).drop { $0 == 0 })
    }

    /// Refuses bytes that are left over.
    func end() throws(OpenPGPError) {
        guard remaining == 0 else { throw malformed() }
    }

    func malformed() -> OpenPGPError { .malformed(field: subject, offset: reader.offset) }

    private mutating func check<Value>(
        _ read: (inout ByteReader) throws(UnexpectedEnd) -> Value
    ) throws(OpenPGPError) -> Value {
        do throws(UnexpectedEnd) {
            return try read(&reader)
        } catch {
            throw .malformed(field: subject, offset: error.offset)
        }
    }
}

extension ByteWriter {
    /// Appends a multiprecision integer, without the leading zeros of `bytes`.
    mutating func mpi(_ bytes: some Collection<UInt8>) {
        let significant = bytes.drop { $0 == 0 }
        let bits = significant.first.map { significant.count * 8 - $0.leadingZeroBitCount } ?? 0
        u16(UInt16(clamping: bits), .big)
        append(significant)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Reads a package: its headers at once, its payload on request.
///
/// Takes what the headers' limits allow and no more, whatever the file says.
package struct RPMReader<Source: ByteSource> {
    package let signatures: RPMHeader
    package let header: RPMHeader
    /// The main header as it stands in the file, which signatures cover.
    package let headerBytes: [UInt8]
    /// Where the main header lies in the file.
    package let headerRange: Range<UInt64>
    /// The package's first bytes, as they stand in the file.
    let leadBytes: [UInt8]
    var payload: Source

    /// Reads lead, signature header and main header.
    ///
    /// - Throws: `RPMReadError`, and what the source throws.
    package init(_ source: Source) throws {
        var source = source
        let front = try RPMFront(&source)
        signatures = try front.signatures()
        header = try front.header()
        headerBytes = front.headerBytes
        headerRange = front.headerRange
        leadBytes = front.leadBytes
        payload = source
    }

    /// Reads the payload to its end and compares it and the header with all digests that the package has.
    ///
    /// - Returns: What was compared, in the order of `RPMCheck`. It may lack some, in an old package.
    /// - Throws: `RPMReadError.mismatch`, and what the source throws.
    package mutating func verify() throws -> [RPMCheck] {
        var md5 = ContentHasher([.md5])
        var sha256 = StreamMeter()
        md5.update(headerBytes)
        while true {
            let piece = try payload.read(upTo: 1 << 18)
            if piece.isEmpty { break }
            md5.update(piece)
            sha256.add(piece)
        }
        var headerDigest = StreamMeter()
        headerDigest.add(headerBytes)
        var checks: [RPMCheck] = []
        func compare<Value: Equatable>(_ check: RPMCheck, _ promised: Value?, _ found: Value) throws(RPMReadError) {
            guard let promised else { return }
            guard promised == found else { throw .mismatch(check) }
            checks.append(check)
        }
        try compare(
            .headerSHA1, signatures.text(RPMTag.Signature.sha1), RPMSignatures.sha1(headerBytes).description)
        try compare(.headerSHA256, signatures.text(RPMTag.Signature.sha256), headerDigest.digest.description)
        if let promised = signatures[RPMTag.Signature.md5] {
            try compare(.packageMD5, promised, .binary(md5.digests().md5?.bytes ?? []))
        }
        let sizes =
            try signatures.numbers(RPMTag.Signature.longSize) + signatures.numbers(RPMTag.Signature.size)
        try compare(.packageSize, sizes.first, UInt64(headerBytes.count) + sha256.count)
        let algorithm = try header.numbers(.payloadDigestAlgorithm).first
        if algorithm == nil || algorithm == 8 {
            try compare(.payloadSHA256, header.text(.payloadDigest), sha256.digest.description)
        }
        return checks
    }

    /// The payload as a stream of bytes before it was compressed: instead of `verify()`, and once.
    ///
    /// - Throws: `RPMReadError`, and `CompressionError`.
    package func uncompressedPayload() throws -> Decompressor<Source> {
        let name = try header.text(.payloadCompressor) ?? "none"
        guard let compression = Compression(rawValue: name) else { throw RPMReadError.unsupportedCompression(name) }
        return try Decompressor(payload, compression)
    }
}

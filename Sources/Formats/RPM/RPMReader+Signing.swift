// SPDX-License-Identifier: Apache-2.0

extension RPMReader {
    /// The OpenPGP signatures over the main header, each a binary packet; none in a package that is not signed.
    package var headerSignatures: [[UInt8]] {
        [RPMTag.Signature.rsa, RPMTag.Signature.dsa].compactMap { tag in
            if case .binary(let packet) = signatures[tag] { packet } else { nil }
        }
    }

    /// Writes the package anew with these signatures in place of all that it has; instead of `verify()`, and once.
    ///
    /// Header and payload stay as they are, byte for byte, and are compared with the package's digests on the way: a
    /// sink gets bytes before an error is known, so it must not be used after one. Signing again, or taking signatures
    /// off by giving none, leads to the same bytes whatever signatures there were.
    /// - Throws: `RPMReadError.mismatch`, `FieldOverflow`, and what the source and the sink throw.
    package mutating func rewrite<Sink: ByteSink>(
        to sink: inout Sink, signatures new: [RPMHeaderSignature]
    ) throws {
        var rewritten = RPMSignatures(withoutSignatures: signatures)
        for signature in new { rewritten.add(signature) }
        var front = ByteWriter()
        front.append(leadBytes)
        front.append(try rewritten.header.bytes(.signatures))
        front.align(to: 8)
        try sink.write(front.bytes)
        try sink.write(headerBytes)
        let copying = CopyingSource(payload, into: sink)
        var checked = RPMReader<CopyingSource<Source, Sink>>(
            signatures: signatures, header: header, headerBytes: headerBytes, headerRange: headerRange,
            leadBytes: leadBytes, payload: copying)
        defer {
            sink = checked.payload.sink
            payload = checked.payload.source
        }
        _ = try checked.verify()
    }

    private init(
        signatures: RPMHeader, header: RPMHeader, headerBytes: [UInt8], headerRange: Range<UInt64>, leadBytes: [UInt8],
        payload: Source
    ) {
        self.signatures = signatures
        self.header = header
        self.headerBytes = headerBytes
        self.headerRange = headerRange
        self.leadBytes = leadBytes
        self.payload = payload
    }
}

/// A source whose bytes also go to a sink as they are read.
struct CopyingSource<Source: ByteSource, Sink: ByteSink>: ByteSource {
    private(set) var source: Source
    private(set) var sink: Sink

    init(_ source: Source, into sink: Sink) {
        self.source = source
        self.sink = sink
    }

    mutating func read(upTo count: Int) throws -> [UInt8] {
        let bytes = try source.read(upTo: count)
        if !bytes.isEmpty { try sink.write(bytes) }
        return bytes
    }
}

// SPDX-License-Identifier: Apache-2.0

/// All of a package but its payload, as it stands in the file.
///
/// Takes what the headers' limits allow and no more, whatever the file says.
package struct RPMFront: Sendable {
    let leadBytes: [UInt8]
    /// The signature header, without its introduction.
    let signatureBody: [UInt8]
    let signatureEntries: Int
    private let signatureOffset: UInt64
    /// The main header with its introduction, which signatures cover.
    package let headerBytes: [UInt8]
    let headerEntries: Int
    /// Where the main header lies in the file.
    package let headerRange: Range<UInt64>
    /// Whether the lead says that it is a source package.
    package let isSource: Bool

    /// Reads lead, signature header and main header; the source then stands at the payload.
    ///
    /// - Throws: `RPMReadError`, and what the source throws.
    package init(_ source: inout some ByteSource) throws {
        var position: UInt64 = 0
        leadBytes = try Self.take(RPMLead.size, &source, &position)
        isSource = try RPMLead(parsing: leadBytes).isSource
        var introduction = try Self.take(16, &source, &position)
        var size = try RPMHeader.bodySize(introduction: introduction, limits: .signatures, offset: position - 16)
        signatureOffset = position
        signatureBody = try Self.take(size.total, &source, &position)
        signatureEntries = size.entries
        let excess = position % 8
        if excess != 0 { _ = try Self.take(Int(8 - excess), &source, &position) }
        let start = position
        introduction = try Self.take(16, &source, &position)
        size = try RPMHeader.bodySize(introduction: introduction, limits: .main, offset: start)
        headerEntries = size.entries
        headerBytes = introduction + (try Self.take(size.total, &source, &position))
        headerRange = start..<position
    }

    /// The signature header with all its values.
    func signatures() throws(RPMReadError) -> RPMHeader {
        try RPMHeader(
            body: signatureBody, entries: signatureEntries, region: .signatures, offset: signatureOffset)
    }

    /// The main header with all its values.
    func header() throws(RPMReadError) -> RPMHeader {
        try RPMHeader(
            body: Array(headerBytes.dropFirst(16)), entries: headerEntries, region: .immutable,
            offset: headerRange.lowerBound + 16)
    }

    /// The signature header, looked into where it lies.
    package func signatureView() throws(RPMReadError) -> RPMHeaderView {
        try RPMHeaderView(
            signatureBody, bodyAt: 0, entries: signatureEntries, region: .signatures, offset: signatureOffset)
    }

    /// The main header, looked into where it lies.
    package func headerView() throws(RPMReadError) -> RPMHeaderView {
        try RPMHeaderView(
            headerBytes, bodyAt: 16, entries: headerEntries, region: .immutable,
            offset: headerRange.lowerBound + 16)
    }

    /// The next `count` bytes. Memory grows as they come, not as they are promised.
    private static func take(
        _ count: Int, _ source: inout some ByteSource, _ position: inout UInt64
    ) throws -> [UInt8] {
        var bytes = try source.read(upTo: min(count, 1 << 20))
        while bytes.count < count {
            let piece = try source.read(upTo: min(count - bytes.count, 1 << 20))
            guard !piece.isEmpty else { throw RPMReadError.truncated(offset: position + UInt64(bytes.count)) }
            bytes += piece
        }
        position += UInt64(count)
        return bytes
    }
}

// SPDX-License-Identifier: Apache-2.0

extension RPM {
    /// Checks all that can be known before the contents are read.
    package func validate() throws(RPMError) {
        _ = try checkedFiles()
    }

    /// Writes the package: lead, signature header, main header and payload.
    ///
    /// The payload is compressed into `spool` first, since the headers hold its digests; no file is
    /// read twice. The spool is: MD5 of header and payload goes ahead of both.
    /// - Parameter sign: Gets the main header's bytes, and returns the signatures to put in.
    /// - Throws: `RPMError`, `ContentChanged`, and what the contents, the sink, the spool and `sign` throw.
    package func write<Sink: ByteSink, Spool: ByteSpool>(
        to sink: inout Sink, spool: inout Spool, jobs: Int,
        sign: (_ header: [UInt8]) throws -> [RPMHeaderSignature] = { _ in [] }
    ) async throws -> RPMSummary {
        let files = try checkedFiles()
        let (payload, numbers) = files.payload(of: contents)
        var cpio = try CpioSource(
            payload, form: files.needsLargeForm ? .stripped : .newc, prefix: "./", numbers: numbers,
            digests: [.sha256])
        let compressor = Compressor(compression, level: level, jobs: jobs)
        let stream = try await compressor.compress(&cpio, into: &spool)

        var digests: [Int: FileDigests] = [:]
        for (index, digest) in cpio.digests { digests[Int(numbers[index])] = digest }
        var main = header(of: files, digests: digests)
        main[.payloadDigest] = .strings([stream.compressedDigest.description])
        main[.payloadDigestUncompressed] = .strings([stream.uncompressedDigest.description])
        main[.payloadDigestAlgorithm] = .int32([8])
        let mainBytes = try main.bytes(.immutable)

        var md5 = ContentHasher([.md5])
        md5.update(mainBytes)
        var pass = try spool.rewound()
        while true {
            let piece = try pass.read(upTo: 1 << 18)
            if piece.isEmpty { break }
            md5.update(piece)
        }
        var signatures = RPMSignatures(
            header: mainBytes, payload: stream, packageMD5: md5.digests().md5?.bytes ?? [])
        for signature in try sign(mainBytes) { signatures.add(signature) }
        let lead = RPMLead(isSource: false, architecture: architecture.leadNumber, label: "\(name)-\(version)")
        var front = ByteWriter()
        front.append(lead.bytes)
        front.append(try signatures.header.bytes(.signatures))
        front.align(to: 8)
        let headerStart = UInt64(front.count)

        var out = CountingSink(sink)
        defer { sink = out.sink }
        try out.write(front.bytes)
        try out.write(mainBytes)
        var body = try spool.rewound()
        try body.copy(into: &out)
        return RPMSummary(
            size: out.count,
            headerRange: headerStart..<(headerStart + UInt64(mainBytes.count)), installedSize: files.installedSize)
    }
}

extension RPM {
    private func checkedFiles() throws(RPMError) -> RPMFileTable {
        guard Self.isPackageName(name) else { throw .invalidName(name) }
        guard version.release != nil else { throw .missingRelease(version) }
        let required = [("Summary", summary), ("License", license), ("Group", group), ("BuildHost", buildHost)]
        let optional = [("URL", url), ("Vendor", vendor), ("Packager", packager), ("SourceRPM", sourceRPM)]
        for (field, text) in required + optional.compactMap({ field, text in text.map { (field, $0) } }) {
            guard !text.utf8.allSatisfy(\.isControlSpace) else { throw .emptyField(field) }
            guard !text.utf8.contains(where: { $0 == 0 || $0 == 0x0A }) else { throw .invalidField(field) }
        }
        guard !description.utf8.contains(0) else { throw .invalidField("Description") }
        try Self.check(time: buildTime, of: "BuildTime")
        for kind in ScriptKind.allCases {
            guard let script = scripts[kind] else { continue }
            let program = script.interpreter.first ?? ""
            guard program.utf8.first == UInt8(ascii: "/") || program == "<lua>" else {
                throw .invalidInterpreter(kind, program)
            }
            let all = script.interpreter + [script.body]
            guard !all.contains(where: { $0.utf8.contains(0) }) else { throw .invalidField(kind.rawValue) }
        }
        for change in changelog {
            try Self.check(time: change.time, of: "Changelog")
            guard !(change.author + change.text).utf8.contains(0) else { throw .invalidField("Changelog") }
        }
        for entry in contents.entries {
            for owner in [entry.owner, entry.group] where owner.isEmpty || owner.utf8.contains(where: { $0 <= 0x20 }) {
                throw .invalidField("owner of \(entry.path)")
            }
        }
        return try RPMFileTable(contents.entries, flags: fileFlags)
    }

    private static func check(time: Int64, of field: String) throws(RPMError) {
        guard time >= 0, time <= Int64(UInt32.max) else { throw .timeOutOfRange(field, time) }
    }

    /// Letters, digits and `._+-`, the first a letter, a digit or `_`.
    package static func isPackageName(_ name: String) -> Bool {
        guard let first = name.utf8.first, first.isASCIIAlphanumeric || first == UInt8(ascii: "_") else {
            return false
        }
        return name.utf8.allSatisfy { $0.isASCIIAlphanumeric || "._+-".utf8.contains($0) }
    }
}

// SPDX-License-Identifier: Apache-2.0

extension RPM {
    /// Checks all that can be known before the contents are read.
    package func validate() throws(RPMError) {}

    /// Writes the package: lead, signature header, main header and payload.
    ///
    /// The payload is compressed into `spool` first, since the headers hold its digests; no file is
    /// read twice.
    /// - Parameter sign: Gets the main header's bytes, and returns the signatures to put in.
    /// - Throws: `RPMError`, `ContentChanged`, and what the contents, the sink, the spool and `sign` throw.
    package func write<Sink: ByteSink, Spool: ByteSpool>(
        to sink: inout Sink, spool: inout Spool, jobs: Int,
        sign: (_ header: [UInt8]) throws -> [RPMHeaderSignature] = { _ in [] }
    ) async throws -> RPMSummary {
        throw RPMError.invalidName(name)
    }
}

// SPDX-License-Identifier: Apache-2.0

extension Deb {
    /// Checks all that can be known before the contents are read.
    package func validate() throws(DebError) {}

    /// Writes the package: `debian-binary`, the control member and the data member.
    ///
    /// The data member is compressed into `spool` first, since the control member holds the digests
    /// of its files; no file is read twice.
    /// - Throws: `DebError`, `ContentChanged`, and what the contents, the sink and the spool throw.
    package func write<Sink: ByteSink, Spool: ByteSpool>(
        to sink: inout Sink, spool: inout Spool, jobs: Int
    ) async throws -> DebSummary {
        throw DebError.invalidName(name)
    }
}

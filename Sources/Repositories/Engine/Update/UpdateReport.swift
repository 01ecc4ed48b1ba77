// SPDX-License-Identifier: Apache-2.0

/// What an update did.
package struct UpdateReport: Sendable {
    /// The generation that readers see now.
    package let generation: UInt64
    /// Whether anything was published; nothing is when nothing changes.
    package let isPublished: Bool
    /// Whether an earlier run, which had ended early, was brought to its end.
    package let finishedEarlierRun: Bool
    /// The packages that are listed now and were not, each once, however many indexes it is in.
    package let added: Int
    /// The packages to add that were there with the same bytes.
    package let unchanged: Int
    package let removed: [PackageRecord]
    package let isSigned: Bool
    package let name: String
    package let url: String?

    /// The same with a later generation, which lists the same.
    func superseded(by generation: UInt64) -> UpdateReport {
        UpdateReport(
            generation: generation, isPublished: true, finishedEarlierRun: finishedEarlierRun, added: added,
            unchanged: unchanged, removed: removed, isSigned: isSigned, name: name, url: url)
    }
}

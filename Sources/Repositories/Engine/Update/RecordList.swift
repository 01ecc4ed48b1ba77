// SPDX-License-Identifier: Apache-2.0

/// Records in the order in which they came, each once: a package of all architectures is in the indexes of all.
package struct RecordList: Sendable {
    package private(set) var records: [PackageRecord] = []
    /// The places of records by their fingerprints: of fifty thousand packages these take little memory.
    private var places: [UInt64: Int] = [:]

    mutating func insert(_ record: PackageRecord) {
        let fingerprint = record.identity.fingerprint
        if let place = places[fingerprint] {
            // Fingerprints may be the same by chance.
            guard records[place].identity != record.identity,
                !records.contains(where: { $0.identity == record.identity })
            else { return }
        } else {
            places[fingerprint] = records.count
        }
        records.append(record)
    }
}

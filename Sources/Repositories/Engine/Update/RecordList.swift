// SPDX-License-Identifier: Apache-2.0

/// Records in the order in which they came, each once: a package of all architectures is in the indexes of all.
package struct RecordList: Sendable {
    package private(set) var records: [PackageRecord] = []
    private var identities: Set<PackageIdentity> = []

    mutating func insert(_ record: PackageRecord) {
        if identities.insert(record.identity).inserted { records.append(record) }
    }
}

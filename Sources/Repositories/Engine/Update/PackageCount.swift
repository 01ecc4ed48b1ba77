// SPDX-License-Identifier: Apache-2.0

/// Counts packages, each once: one of all architectures is in the indexes of all.
struct PackageCount: Sendable {
    private var fingerprints: Set<UInt64> = []

    var value: Int { fingerprints.count }

    mutating func insert(_ identity: PackageIdentity) { fingerprints.insert(identity.fingerprint) }
}

// SPDX-License-Identifier: Apache-2.0

/// What is known of a stream once it was written.
package struct WrittenStream: Sendable, Hashable {
    package let count: UInt64
    /// SHA-256 of the bytes written.
    package let digest: DigestValue

    package init(count: UInt64, digest: DigestValue) {
        self.count = count
        self.digest = digest
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A hash function that can be run over content while it streams by.
package enum ContentDigest: String, Sendable, Hashable, CaseIterable {
    /// RFC 1321; for formats that name it, never for security.
    case md5
    /// FIPS 180-4.
    case sha256
}

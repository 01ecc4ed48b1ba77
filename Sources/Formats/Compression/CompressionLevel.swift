// SPDX-License-Identifier: Apache-2.0

/// How much time goes into a smaller output.
package enum CompressionLevel: String, Sendable, Hashable, CaseIterable {
    /// In less time, for more bytes; each codec says how much.
    case fast
    /// For releases.
    case standard
    /// As small as the codec can, many times slower.
    case best
}

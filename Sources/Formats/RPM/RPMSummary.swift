// SPDX-License-Identifier: Apache-2.0

/// What is known of an `.rpm` once it was written.
package struct RPMSummary: Sendable, Hashable {
    /// The size of the file, in bytes.
    package let size: UInt64
    /// Where the main header lies in the file, in bytes.
    package let headerRange: Range<UInt64>
    /// The sum of the files' sizes, in bytes.
    package let installedSize: UInt64
}

// SPDX-License-Identifier: Apache-2.0

/// What is known of a `.deb` once it was written.
package struct DebSummary: Sendable, Hashable {
    /// The control fields as they stand in the package.
    package let control: ControlStanza
    /// The size of the file, in bytes.
    package let size: UInt64
    /// The space that the contents take, in KiB, as the field `Installed-Size` has it.
    package let installedSize: UInt64
}

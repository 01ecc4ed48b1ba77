// SPDX-License-Identifier: Apache-2.0

/// The header that goes ahead of each file in a cpio stream.
package enum CpioForm: Sendable, Hashable {
    /// SVR4 without checksum, magic `070701`: 8 hexadecimal digits a field, files below 4 GiB.
    case newc
    /// RPM's own, magic `07070X`: nothing but the file's number in the package's header, files of any size.
    case stripped
}

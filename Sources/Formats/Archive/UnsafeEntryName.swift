// SPDX-License-Identifier: Apache-2.0

/// An entry's path that could be written outside of the folder in which an archive is unpacked,
/// or that a format can't hold.
package struct UnsafeEntryName: Error, Sendable, Hashable {
    package enum Reason: String, Sendable, Hashable {
        case empty = "is empty"
        case absolute = "is absolute"
        case parent = "has a `..` component"
        case emptyComponent = "has an empty or `.` component"
        case zeroByte = "has a zero byte"
        case emptyTarget = "has an empty link target"
        case reserved = "is reserved by the format"
    }

    package let path: String
    package let reason: Reason

    package init(path: String, reason: Reason) {
        self.path = path
        self.reason = reason
    }
}

extension UnsafeEntryName: CustomStringConvertible {
    package var description: String { "the path `\(path)` \(reason.rawValue)" }
}

// SPDX-License-Identifier: Apache-2.0

/// A value that no description, log or reflection shows.
package struct Secret: Sendable, Hashable {
    /// The value itself. Hand it to what needs it and to nothing else.
    package let value: String

    package init(_ value: String) {
        self.value = value
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { Redactor.replacement }
    package var debugDescription: String { Redactor.replacement }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

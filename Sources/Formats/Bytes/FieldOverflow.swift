// SPDX-License-Identifier: Apache-2.0

/// A value is too long or too large for the field of a format.
package struct FieldOverflow: Error, Sendable, Hashable {
    /// The field, as the format's specification calls it.
    package let field: String
    package let value: String
    /// The room there is, in bytes.
    package let limit: Int

    package init(field: String, value: String, limit: Int) {
        self.field = field
        self.value = value
        self.limit = limit
    }
}

extension FieldOverflow: CustomStringConvertible {
    package var description: String { "\(field) `\(value)` does not fit in \(limit) bytes" }
}

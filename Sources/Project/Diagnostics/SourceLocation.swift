// SPDX-License-Identifier: Apache-2.0

/// A place in a file that the user wrote.
package struct SourceLocation: Sendable, Hashable, Codable {
    /// As the user would name it: relative to the project where it is inside.
    package let file: String
    /// From 1.
    package let line: Int
    /// From 1, in Unicode scalars; nil stands for the line as a whole.
    package let column: Int?

    package init(file: String, line: Int, column: Int? = nil) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension SourceLocation: CustomStringConvertible {
    package var description: String {
        if let column { "\(file):\(line):\(column)" } else { "\(file):\(line)" }
    }
}

extension SourceLocation: Comparable {
    package static func < (left: SourceLocation, right: SourceLocation) -> Bool {
        (left.file, left.line, left.column ?? 0) < (right.file, right.line, right.column ?? 0)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What `hello.conf` says: `key = value` lines, with comments behind `#`.
package struct Preferences: Sendable, Equatable {
    package var host: String?
    package var port: UInt16?
    package var language: String?
    package var name: String?

    package init() {}

    /// Reads the text of a configuration file.
    package init(parsing text: String) throws(PreferencesError) {
        for (index, rawLine) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = index + 1
            let content = rawLine.prefix { $0 != "#" }.trimmed
            if content.isEmpty { continue }
            guard let equals = content.firstIndex(of: "=") else {
                throw PreferencesError(line: line, problem: "`\(content)` is not of the form `key = value`")
            }
            let key = content[..<equals].trimmed
            let value = String(content[content.index(after: equals)...].trimmed)
            switch key {
            case "host": host = value
            case "language": language = value
            case "name": name = value
            case "port":
                guard let number = UInt16(value) else {
                    throw PreferencesError(line: line, problem: "`\(value)` is not a port number from 0 to 65535")
                }
                port = number
            default: throw PreferencesError(line: line, problem: "unknown key `\(key)`")
            }
        }
    }
}

/// A line of a configuration file that cannot be used.
package struct PreferencesError: Error, Equatable, CustomStringConvertible {
    package let line: Int
    package let problem: String

    package init(line: Int, problem: String) {
        self.line = line
        self.problem = problem
    }

    package var description: String { "line \(line): \(problem)" }
}

extension Substring {
    /// Without the white space at both ends.
    fileprivate var trimmed: Substring {
        var rest = self.drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}

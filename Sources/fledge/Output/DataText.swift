// SPDX-License-Identifier: Apache-2.0
import Foundation

/// What goes to standard output for programs to read.
enum DataText {
    /// Prints a value as JSON, its keys sorted.
    static func print(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try StandardOutput.write([UInt8](try encoder.encode(value)) + [UInt8(ascii: "\n")])
    }
}

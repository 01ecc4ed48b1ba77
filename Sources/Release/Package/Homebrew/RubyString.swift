// SPDX-License-Identifier: Apache-2.0

/// A text as a Ruby string literal between double quotes, whatever is in it.
struct RubyString: Sendable, Hashable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    var literal: String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\" + String(scalar)
            // A `#` before `{`, `$` or `@` starts an interpolation.
            case "#": result += "\\#"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

// SPDX-License-Identifier: Apache-2.0

/// An SPDX licence expression, as Homebrew's `license` takes it.
///
/// Homebrew looks up each string in SPDX's list, where `MIT OR Apache-2.0` is not.
indirect enum LicenseExpression: Sendable, Hashable {
    case license(String)
    case exception(license: String, with: String)
    case all([LicenseExpression])
    case any([LicenseExpression])

    /// A text that is no expression is one licence, word by word.
    init(_ text: String) {
        var parser = LicenseParser(text)
        self = parser.expression() ?? .license(text)
    }

    /// The lines of the formula: one, or where that is too long one for each licence.
    var ruby: [String] {
        let line = "license " + argument
        guard line.count > 116, let (key, parts) = parts else { return [line] }
        return ["license \(key): ["] + parts.map { "  \($0.element)," } + ["]"]
    }

    private var argument: String {
        switch self {
        case .license(let name): RubyString(name).literal
        case .exception(let license, let exception):
            "\(RubyString(license).literal) => { with: \(RubyString(exception).literal) }"
        case .all(let parts): "all_of: [\(parts.map(\.element).joined(separator: ", "))]"
        case .any(let parts): "any_of: [\(parts.map(\.element).joined(separator: ", "))]"
        }
    }

    /// As a part of another one: what is no string is a hash, whose braces Ruby then needs.
    private var element: String {
        if case .license = self { return argument }
        return "{ \(argument) }"
    }

    private var parts: (key: String, parts: [LicenseExpression])? {
        switch self {
        case .license, .exception: nil
        case .all(let parts): ("all_of", parts)
        case .any(let parts): ("any_of", parts)
        }
    }
}

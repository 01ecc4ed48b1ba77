// SPDX-License-Identifier: Apache-2.0

import Effects

extension ScalarRule where Value == Bool {
    static var boolean: ScalarRule<Bool> {
        ScalarRule(
            expectation: "true or false", json: .object(["type": .text("boolean")]), kinds: [.boolean],
            text: { .boolean($0) }, parse: { text in .success(text.lowercased() == "true") }
        )
    }
}

extension ScalarRule where Value == Int {
    static func integer(_ range: ClosedRange<Int>) -> ScalarRule<Int> {
        ScalarRule(
            expectation: "a whole number",
            json: .object([
                "type": .text("integer"), "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound),
            ]),
            kinds: [.integer], text: { .integer($0) },
            parse: { text in
                let radix = text.hasPrefix("0x") ? 16 : text.hasPrefix("0o") ? 8 : 10
                guard let value = Int(radix == 10 ? text : String(text.dropFirst(2)), radix: radix),
                    range.contains(value)
                else {
                    return .failure(Problem("must be from \(range.lowerBound) to \(range.upperBound), not \(text)"))
                }
                return .success(value)
            }
        )
    }
}

extension ScalarRule where Value == FileMode {
    /// Permission bits, always read as octal, as `chmod` does.
    static var mode: ScalarRule<FileMode> {
        ScalarRule(
            expectation: "an octal number, such as 0644",
            json: [
                (
                    "anyOf",
                    .list([
                        .object(["type": .text("string"), "pattern": .text("^0?o?[0-7]{3,4}$")]),
                        .object(["type": .text("integer"), "minimum": .integer(0)]),
                    ])
                )
            ].asObject,
            kinds: [.text, .integer], text: { .text($0.description) },
            parse: { text in
                guard let mode = FileMode(parsing: text) else {
                    return .failure(Problem("must be three or four octal digits, such as 0644, not `\(text)`"))
                }
                return .success(mode)
            }
        )
    }
}

extension ScalarRule where Value == Duration {
    /// A span of time: `90s`, `30m`, `1h30m`.
    static var duration: ScalarRule<Duration> {
        ScalarRule(
            expectation: "a duration, such as 90s, 30m or 1h",
            json: .object([
                "type": .text("string"), "pattern": .text("^([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?$"),
                "minLength": .integer(2),
            ]),
            text: { .text(durationText($0)) },
            parse: { text in
                guard let value = duration(parsing: text) else {
                    return .failure(Problem("must be a duration, such as 90s, 30m or 1h30m, not `\(text)`"))
                }
                return .success(value)
            }
        )
    }

    private static func duration(parsing text: String) -> Duration? {
        var rest = Substring(text)
        var seconds = 0
        for (unit, factor) in [("h", 3600), ("m", 60), ("s", 1)] as [(Character, Int)] {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard rest.dropFirst(digits.count).first == unit else { continue }
            guard digits.count <= 6, let number = Int(digits) else { return nil }
            seconds += number * factor
            rest = rest.dropFirst(digits.count + 1)
        }
        return rest.isEmpty && seconds > 0 ? .seconds(seconds) : nil
    }

    private static func durationText(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")]
        return parts.filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }.joined()
    }
}

extension ScalarRule where Value == SecretSource {
    /// A reference to a secret, never the secret itself, which no message repeats.
    static var secret: ScalarRule<SecretSource> {
        ScalarRule(
            expectation: "text",
            json: .object([
                "type": .text("string"),
                "pattern": .text(
                    "^(\\$[A-Za-z_][A-Za-z0-9_]*|\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}|(/|\\./|\\.\\./|~/)[^\\n]*)$"),
            ]),
            kinds: [.text, .integer, .number],
            parse: { text in
                guard !text.unicodeScalars.contains(where: isControl), let source = SecretSource(parsing: text) else {
                    return .failure(
                        Problem(
                            "is a secret, and must not be written here",
                            hint:
                                "write `$NAME` for an environment variable, or the path of a file that only you can read "
                                + "(it begins with `/`, `./`, `../` or `~/`)"
                        ))
                }
                return .success(source)
            }
        )
    }
}

extension ScalarRule where Value == Target {
    static var target: ScalarRule<Target> {
        let known = Target.known.map(\.description)
        let list = "targets: " + known.joined(separator: ", ")
        var rule = ScalarRule(
            expectation: "text",
            json: .object(["type": .text("string"), "enum": .list((known + Target.aliases).map { .text($0) })]),
            text: { .text($0.description) },
            parse: { text in
                if let target = Target(parsing: text) { return .success(target) }
                let nearest = NearestName.nearest(to: text, among: known)
                return .failure(
                    Problem(
                        "is no target that can be built for: `\(text)`",
                        hint: nearest.map { "did you mean `\($0)`?" } ?? list
                    ))
            }
        )
        rule.hintAtOtherKind = list
        return rule
    }
}

extension ScalarRule where Value: RawRepresentable<String> & CaseIterable {
    /// One word of a closed list.
    static func choice(_ type: Value.Type = Value.self) -> ScalarRule<Value> {
        let words = Value.allCases.map(\.rawValue)
        let list = words.map { "`\($0)`" }.joined(separator: ", ")
        var rule = ScalarRule(
            expectation: "text", json: .object(["type": .text("string"), "enum": .list(words.map { .text($0) })]),
            text: { .text($0.rawValue) },
            parse: { text in
                if let value = Value(rawValue: text) { return .success(value) }
                let hint = NearestName.nearest(to: text, among: words).map { "did you mean `\($0)`?" }
                return .failure(Problem("must be one of \(list), not `\(text)`", hint: hint))
            }
        )
        rule.hintAtOtherKind = "one of \(list)"
        return rule
    }
}

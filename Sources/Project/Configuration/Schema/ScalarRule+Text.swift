// SPDX-License-Identifier: Apache-2.0

import Effects

extension ScalarRule where Value == String {
    /// Text of one line, not empty; `$NAME` by itself is what the environment has under that name.
    static var line: ScalarRule<String> {
        ScalarRule(
            expectation: "text", json: .object(["type": .text("string"), "minLength": .integer(1)]),
            text: { .text($0) },
            parse: { text, environment in
                resolve(text, environment).flatMap { text in
                    if text.isEmpty { return .failure(Problem("is empty")) }
                    if text.unicodeScalars.contains(where: isControl) {
                        return .failure(Problem("must be one line without control characters"))
                    }
                    return .success(text)
                }
            }
        )
    }

    /// Text of any number of lines.
    static var text: ScalarRule<String> {
        ScalarRule(
            expectation: "text", json: .object(["type": .text("string")]), text: { .text($0) },
            parse: { text in
                text.unicodeScalars.contains { isControl($0) && $0 != "\n" && $0 != "\t" }
                    ? .failure(Problem("must not contain control characters")) : .success(text)
            })
    }

    /// The value of an environment variable: text, or a number or `true` as it is written.
    static var variableValue: ScalarRule<String> {
        ScalarRule(
            expectation: "text", json: .object(["type": .list([.text("string"), .text("number"), .text("boolean")])]),
            kinds: [.text, .integer, .number, .boolean],
            parse: { text, environment in
                text.unicodeScalars.contains("\0")
                    ? .failure(Problem("must not contain a zero byte")) : resolve(text, environment)
            }
        )
    }

    static var variableName: ScalarRule<String> {
        matching("text", pattern: "^[A-Za-z_][A-Za-z0-9_]*$", problem: "is no name of an environment variable") {
            text in
            text.utf8.first.map { !isDigit($0) } ?? false && text.utf8.allSatisfy { isWord($0) }
        }
    }

    /// A name that C allows.
    static var symbolName: ScalarRule<String> {
        matching("text", pattern: "^[A-Za-z_][A-Za-z0-9_]*$", problem: "is no name of a C symbol") { text in
            text.utf8.first.map { !isDigit($0) } ?? false && text.utf8.allSatisfy { isWord($0) }
        }
    }

    /// A name that can stand in file names and in packages: letters, digits and `.`, `_`, `+`, `-`.
    static var name: ScalarRule<String> {
        matching(
            "text", pattern: "^[A-Za-z0-9][A-Za-z0-9._+-]*$",
            problem: "must begin with a letter or digit and have only letters, digits, `.`, `_`, `+` and `-`"
        ) { text in
            guard let first = text.utf8.first, isWord(first), first != UInt8(ascii: "_") else { return false }
            return text.utf8.count <= 128 && text.utf8.allSatisfy { isWord($0) || ".+-".utf8.contains($0) }
        }
    }

    /// `owner/name`, as on GitHub.
    static var repository: ScalarRule<String> {
        matching(
            "text", pattern: "^(\\$[A-Za-z_][A-Za-z0-9_]*|[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+)$",
            problem: "must be `owner/name`"
        ) { text in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            return parts.count == 2
                && parts.allSatisfy { part in
                    !part.isEmpty && part != "." && part != ".."
                        && part.utf8.allSatisfy { isWord($0) || ".-".utf8.contains($0) }
                }
        }
    }

    /// `owner/name` on GitHub, or an address that git takes: `https://`, `ssh://`, `file:///` or `user@host:path`.
    static var gitRepository: ScalarRule<String> {
        matching(
            "text",
            pattern:
                "^(\\$[A-Za-z_][A-Za-z0-9_]*|[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+|(https?|ssh|git)://[^\\s]+|file:///[^\\s]*|[A-Za-z0-9_.-]+@[^\\s:]+:[^\\s]+)$",
            problem: "must be `owner/name`, or the address of a git repository without a password"
        ) { text in
            guard !text.contains(where: \.isWhitespace), !text.unicodeScalars.contains(where: isControl),
                text.first != "-"
            else { return false }
            let schemes = ["https://", "http://", "ssh://", "git://", "file:///"]
            if let scheme = schemes.first(where: text.hasPrefix) {
                // A password in it would stand in the arguments of git.
                let authority = text.dropFirst(scheme.count).prefix { $0 != "/" }
                let user = authority.lastIndex(of: "@").map { authority[..<$0] } ?? ""
                return text.utf8.count > scheme.utf8.count && !user.contains(":")
            }
            if let at = text.firstIndex(of: "@"), let colon = text[at...].firstIndex(of: ":") {
                return at > text.startIndex && text.index(after: at) < colon && text.index(after: colon) < text.endIndex
            }
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            return parts.count == 2
                && parts.allSatisfy { part in
                    !part.isEmpty && part != "." && part != ".."
                        && part.utf8.allSatisfy { isWord($0) || ".-".utf8.contains($0) }
                }
        }
    }

    /// A URL with a scheme of the list.
    static func url(_ schemes: String...) -> ScalarRule<String> {
        let names = schemes.map { "`\($0)://`" }.joined(separator: " or ")
        let pattern = "^(\\$[A-Za-z_][A-Za-z0-9_]*|(\(schemes.joined(separator: "|")))://[^\\s]+)$"
        return matching("text", pattern: pattern, problem: "must be a URL that begins with \(names)") { text in
            schemes.contains { text.hasPrefix($0 + "://") && text.utf8.count > $0.utf8.count + 3 }
                && !text.unicodeScalars.contains { isControl($0) || $0 == " " }
        }
    }

    /// Where a repository's files live.
    static var storage: ScalarRule<String> {
        matching(
            "text",
            pattern:
                "^(\\$[A-Za-z_][A-Za-z0-9_]*|github(:[A-Za-z0-9._-]+/[A-Za-z0-9._-]+)?|s3://[^\\s]+|file:///.*)$",
            problem: "must be `s3://bucket`, `file:///folder`, `github` or `github:owner/name`"
        ) { text in
            text.wholeMatch(of: /github(:[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+)?/) != nil || text.hasPrefix("file:///")
                || text.hasPrefix("s3://") && text.utf8.count > 5 && !text.contains(" ")
        }
    }

    /// As `storage`, for what is no repository of packages.
    static var fileStorage: ScalarRule<String> {
        matching(
            "text", pattern: "^(\\$[A-Za-z_][A-Za-z0-9_]*|s3://[^\\s]+|file:///.*)$",
            problem: "must be `s3://bucket` or `file:///folder`"
        ) { text in
            text.hasPrefix("file:///") || text.hasPrefix("s3://") && text.utf8.count > 5 && !text.contains(" ")
        }
    }

    /// `Name <address>`.
    static var maintainer: ScalarRule<String> {
        matching(
            "text", pattern: "^(\\$[A-Za-z_][A-Za-z0-9_]*|[^<>\\n]+ <[^<>@\\s]+@[^<>@\\s]+>)$",
            problem: "must be `Name <address>`"
        ) { text in
            guard text.hasSuffix(">"), let open = text.firstIndex(of: "<") else { return false }
            let name = text[..<open]
            let address = text[text.index(after: open)...].dropLast()
            let parts = address.split(separator: "@", omittingEmptySubsequences: false)
            return name.hasSuffix(" ") && name.contains { $0 != " " } && parts.count == 2
                && parts.allSatisfy { !$0.isEmpty }
                && !address.contains { $0 == "<" || $0 == ">" || $0.isWhitespace } && !name.contains(">")
                && !text.unicodeScalars.contains(where: isControl)
        }
    }

    /// The beginning of a tag's name, by git's rules for names (git-check-ref-format).
    static var tagPrefix: ScalarRule<String> {
        matching(
            "text", pattern: "^[A-Za-z0-9_][A-Za-z0-9_./@+-]*$",
            problem: "must be the beginning of a tag, such as `tool/`"
        ) { text in
            guard let first = text.utf8.first, isWord(first) else { return false }
            return text.utf8.allSatisfy { isWord($0) || "./@+-".utf8.contains($0) }
                && !["..", "//", "/.", "@{", ".lock/"].contains(where: text.contains)
        }
    }

    private static func matching(
        _ expectation: String, pattern: String, problem: String, _ isValid: @escaping (String) -> Bool
    ) -> ScalarRule<String> {
        ScalarRule(
            expectation: expectation, json: .object(["type": .text("string"), "pattern": .text(pattern)]),
            text: { .text($0) },
            parse: { text, environment in
                resolve(text, environment).flatMap { value in
                    // "must be a line, not `…`", and "is no name of a symbol: `…`".
                    isValid(value)
                        ? .success(value)
                        : .failure(Problem("\(problem)\(problem.hasPrefix("must") ? ", not" : ":") `\(value)`"))
                }
            }
        )
    }

    private static func resolve(_ text: String, _ environment: Environment) -> Result<String, Problem> {
        guard text.utf8.first == UInt8(ascii: "$"), case .environment(let name)? = SecretSource(parsing: text) else {
            return .success(text)
        }
        guard let value = environment[name] else {
            return .failure(Problem("needs the environment variable `\(name)`, which is not set"))
        }
        return .success(value)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}

/// Whether a scalar is a control character or breaks a line.
func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028 || scalar.value == 0x2029
}

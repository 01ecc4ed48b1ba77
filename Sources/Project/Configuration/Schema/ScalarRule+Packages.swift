// SPDX-License-Identifier: Apache-2.0

extension ScalarRule where Value == String {
    /// A package's name that both formats take: Debian Policy 5.6.7, and so also rpm.
    static var packageName: ScalarRule<String> {
        matching("^[a-z0-9][a-z0-9+.-]+$", "must have two or more lower-case letters, digits, `+`, `-` and `.`, not") {
            text in
            guard let first = text.utf8.first, isLowerOrDigit(first) else { return false }
            return (2...128).contains(text.utf8.count)
                && text.utf8.allSatisfy { isLowerOrDigit($0) || "+-.".utf8.contains($0) }
        }
    }

    /// A formula's name that makes a Ruby class: `hello`, `hello-world`, `hello@1.2`.
    static var formulaName: ScalarRule<String> {
        matching(
            "^[A-Za-z][A-Za-z0-9+]*([-_.@][A-Za-z0-9+]+)*$",
            "must begin with a letter and have letters, digits, `+` and single `-`, `_`, `.` and `@`, not"
        ) { text in
            guard let first = text.utf8.first, isLower(first | 0x20), text.utf8.count <= 128 else { return false }
            var wasWord = true
            for byte in text.utf8 {
                let isWord = isLower(byte | 0x20) || isDigit(byte) || byte == UInt8(ascii: "+")
                guard isWord || (wasWord && "-_.@".utf8.contains(byte)) else { return false }
                wasWord = isWord
            }
            return wasWord
        }
    }

    /// A name of a user or group, as systemd takes it strictly.
    static var accountName: ScalarRule<String> {
        matching("^[a-z_][a-z0-9_-]{0,30}$", "must be a name of a system account, not") { text in
            guard let first = text.utf8.first, first == UInt8(ascii: "_") || isLower(first) else { return false }
            return text.utf8.count <= 31 && text.utf8.allSatisfy { isLowerOrDigit($0) || "_-".utf8.contains($0) }
        }
    }

    /// A capability, as in capabilities(7).
    static var capability: ScalarRule<String> {
        matching("^CAP_[A-Z0-9_]+$", "must be a capability such as `CAP_NET_BIND_SERVICE`, not") { text in
            text.hasPrefix("CAP_") && text.utf8.count > 4
                && text.utf8.allSatisfy {
                    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || isDigit($0) || $0 == UInt8(ascii: "_")
                }
        }
    }

    /// The command of a unit: an absolute path and arguments.
    static var unitCommand: ScalarRule<String> {
        matching("^/[^\\n]+$", "must begin with an absolute path such as `/usr/bin/hello`, not") { text in
            text.hasPrefix("/") && !text.unicodeScalars.contains(where: isControl)
        }
    }

    private static func matching(
        _ pattern: String, _ problem: String, _ isValid: @escaping (String) -> Bool
    ) -> ScalarRule<String> {
        ScalarRule(
            expectation: "text", json: .object(["type": .text("string"), "pattern": .text(pattern)]),
            text: { .text($0) },
            parse: { text in isValid(text) ? .success(text) : .failure(Problem("\(problem) `\(text)`")) }
        )
    }

    private static func isLower(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLowerOrDigit(_ byte: UInt8) -> Bool {
        isLower(byte) || isDigit(byte)
    }
}

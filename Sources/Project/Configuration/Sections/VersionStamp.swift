// SPDX-License-Identifier: Apache-2.0

/// How the version gets into a binary. `RELEASE_VERSION` is in the build's environment in any case.
package struct VersionStamp: ConfigurationSection {
    package var location: SourceLocation?
    package var constant: Located<String>?
    package var variable: Located<String>?
    package var symbol: Located<String>?

    package init() {}

    package static let summary = "How the version gets into the binary."

    package static var fields: [Field<VersionStamp>] {
        [
            Field(
                "constant", \.constant, ScalarRule.line.located,
                "Swift and Go: a string constant in a source file, built with its value replaced."),
            Field(
                "variable", \.variable, ScalarRule.line.located,
                "Go: a string variable, such as `main.version`, set by the linker."),
            Field(
                "symbol", \.symbol, ScalarRule.symbolName.located,
                "Swift: a weak C symbol, `const char NAME[]`, that the linker replaces."),
        ]
    }

    package func check(_ keys: Set<String>, _ decoder: inout ConfigurationDecoder) {
        let stated = [("constant", constant), ("variable", variable), ("symbol", symbol)].compactMap { key, value in
            value.map { (key, $0) }
        }
        guard stated.count > 1, let (key, first) = stated.first, let (other, last) = stated.last else { return }
        decoder.report(
            "`\(key)` and `\(other)` exclude each other: the version gets into a program in one way",
            at: last.location,
            keyPath: last.keyPath, hint: "`\(key)` is `\(first.value)`"
        )
    }
}

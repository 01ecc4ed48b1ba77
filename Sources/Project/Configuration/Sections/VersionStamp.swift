// SPDX-License-Identifier: Apache-2.0

/// How the version gets into a binary. `RELEASE_VERSION` is in the build's environment in any case.
package struct VersionStamp: ConfigurationSection {
    package var location: SourceLocation?
    package var constant: Located<String>?
    package var variable: Located<String>?

    package init() {}

    package static let summary = "How the version gets into the binary."

    package static var fields: [Field<VersionStamp>] {
        [
            Field(
                "constant", \.constant, ScalarRule.line.located,
                "Swift: a string constant in a source file, built with its value replaced."),
            Field(
                "variable", \.variable, ScalarRule.line.located,
                "Go: a string variable, such as `main.version`, set by the linker."),
        ]
    }

    package func check(_ keys: Set<String>, _ decoder: inout ConfigurationDecoder) {
        if let constant, let variable {
            decoder.report(
                "`constant` is for Swift and `variable` for Go: only one can be meant", at: variable.location,
                keyPath: variable.keyPath, hint: "`constant` is `\(constant.value)`"
            )
        }
    }
}

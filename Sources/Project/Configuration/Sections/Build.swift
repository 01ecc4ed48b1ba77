// SPDX-License-Identifier: Apache-2.0

/// One program and how its binaries are made.
package struct Build: ConfigurationSection {
    package var location: SourceLocation?
    package var id: Located<String>?
    package var builder: Located<Builder>?
    package var product: Located<String>?
    package var package: Located<String>?
    package var command: Located<UserCommand>?
    package var path: Located<Template>?
    package var binary: Located<String>?
    package var linking = Located(default: StaticLinking.stdlib)
    package var targets: [Located<Target>] = []
    package var swiftSDK = KeyedValues<Target, Located<String>>()
    package var environment = KeyedValues<String, Located<Template>>()
    package var flags: [Located<Template>] = []
    package var version = VersionStamp()
    package var timeout = Located(default: Duration.seconds(3600))
    package var debugSymbols = Located(default: false)

    package init() {}

    package static let summary = "One program and how its binaries are made."

    package static var fields: [Field<Build>] {
        [
            Field(
                "id", \.id, ScalarRule.name.located,
                "How other settings and messages call this build; by default the binary's name."),
            Field(
                "builder", \.builder, ScalarRule.choice().located,
                "What builds it; by default `swift` beside a Package.swift and `go` beside a go.mod."),
            Field(
                "product", \.product, ScalarRule.line.located, "Swift: the executable product; by default the only one."
            ),
            Field(
                "package", \.package, ScalarRule.line.located,
                "Go: the main package, such as `./cmd/hello`; by default the only one."),
            Field(
                "command", \.command, .command,
                "The command that builds one target, for the builder `command`; a list is a program and its arguments, a text a line for the shell."
            ),
            Field(
                "path", \.path, .projectPath,
                "Where one target's binary lies, for `prebuilt`, or where the command leaves it, for `command`."),
            Field(
                "binary", \.binary, ScalarRule.name.located,
                "The binary's name once installed; by default the product's."),
            Field(
                "static", \.linking, ScalarRule.choice().located,
                "Swift on Linux: `stdlib` links the Swift libraries in, `full` everything, `sdk` everything by the Static Linux SDK."
            ),
            Field(
                "targets", \.targets, .list(of: ScalarRule.target.located),
                "What to build for; by default the five common targets for Go and commands, and this machine for Swift."
            ),
            Field(
                "swift-sdk", \.swiftSDK, .mapping("target", key: .target, to: ScalarRule.line.located),
                "The Swift SDK to build a target with, by target."),
            Field(
                "environment", \.environment, .mapping("variable", key: .variableName, to: .variableValue),
                "Environment variables for the build."),
            Field("flags", \.flags, .list(of: .template), "More arguments for the compiler's command."),
            Field("version", \.version, .section, "How the version gets into the binary."),
            Field("timeout", \.timeout, ScalarRule.duration.located, "How long building one target may take."),
            Field(
                "debug-symbols", \.debugSymbols, ScalarRule.boolean.located,
                "Whether to release the debug symbols as artifacts of their own."),
        ]
    }

    package func check(_ keys: Set<String>, _ decoder: inout ConfigurationDecoder) {
        if builder?.value == .prebuilt, !keys.contains("path") {
            decoder.report(
                "a prebuilt program needs `path`", at: builder?.location, keyPath: builder?.keyPath,
                hint: "path: \"out/{{os}}_{{arch}}/hello\"")
        }
        if builder?.value == .command, !keys.contains("command") {
            decoder.report("the builder `command` needs `command`", at: builder?.location, keyPath: builder?.keyPath)
        }
        reportForeign(path, "path", for: [.prebuilt, .command], keys, &decoder)
        reportForeign(command, "command", for: [.command], keys, &decoder)
        reportForeign(product, "product", for: [.swift], keys, &decoder)
        reportForeign(package, "package", for: [.go], keys, &decoder)
        if keys.contains("static"), !linking.isDefault {
            reportForeign(linking, "static", for: [.swift], keys, &decoder)
        }
        reportForeign(swiftSDK.entries.first?.key, "swift-sdk", for: [.swift], keys, &decoder)
        if [version.constant, version.variable, version.symbol].compactMap({ $0 }).count == 1 {
            reportForeign(version.constant, "constant", for: [.swift, .go], keys, &decoder)
            reportForeign(version.variable, "variable", for: [.go], keys, &decoder)
            reportForeign(version.symbol, "symbol", for: [.swift], keys, &decoder)
        }
        checkTargets(keys, &decoder)
    }

    /// Reports a setting that only other builders have.
    private func reportForeign<Value>(
        _ setting: Located<Value>?, _ name: String, for builders: Set<Builder>, _ keys: Set<String>,
        _ decoder: inout ConfigurationDecoder
    ) {
        guard let setting else { return }
        let owners = Builder.allCases.filter(builders.contains).map { "`\($0.rawValue)`" }.joined(separator: " and ")
        if let builder, !builders.contains(builder.value) {
            decoder.report(
                "`\(name)` is for the builder \(owners), and this is `\(builder.value.rawValue)`",
                at: setting.location, keyPath: setting.keyPath
            )
        } else if builder == nil, !keys.contains("builder"), builders.isSubset(of: [.prebuilt, .command]) {
            decoder.report(
                "`\(name)` is for the builder \(owners), and none is named", at: setting.location,
                keyPath: setting.keyPath,
                hint: "add `builder: \(name == "path" ? "prebuilt" : "command")`"
            )
        }
    }

    private func checkTargets(_ keys: Set<String>, _ decoder: inout ConfigurationDecoder) {
        var seen: Set<Target> = []
        for target in targets {
            if !seen.insert(target.value).inserted {
                decoder.report(
                    "the target `\(target.value)` is listed twice", at: target.location, keyPath: target.keyPath)
            }
            if builder?.value == .swift, !Target.swift.contains(target.value) {
                decoder.report(
                    "Swift cannot build for `\(target.value)`", at: target.location, keyPath: target.keyPath,
                    hint: "targets for Swift: " + Target.swift.map(\.description).joined(separator: ", ")
                )
            }
        }
        guard keys.contains("targets"), !targets.isEmpty else { return }
        for key in swiftSDK.entries.map(\.key) where !seen.contains(key.value) {
            decoder.warn(
                "`swift-sdk` names `\(key.value)`, which is not in `targets`", at: key.location, keyPath: key.keyPath)
        }
    }
}

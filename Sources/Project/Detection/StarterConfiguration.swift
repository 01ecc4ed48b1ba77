// SPDX-License-Identifier: Apache-2.0

/// The fledge.yaml that `fledge init` writes: what was detected as comments, and what one would want to change.
package enum StarterConfiguration {
    /// The text, which decodes to what is detected anyway, but for the values that it states.
    package static func text(for detection: ProjectDetection) -> String {
        var lines = [
            "# yaml-language-server: $schema=./fledge.schema.json",
            "# How Fledge releases \(detection.name). Every key is optional; `fledge schema` describes them all.",
            "",
            "name: \(quoted(detection.name))",
        ]
        lines += setting(
            "description", detection.description, from: "the README", else: "What it does, in one sentence")
        lines += setting("homepage", detection.homepage, from: "git's `origin`", else: "https://example.org")
        lines += setting("license", detection.license, from: "the LICENSE file", else: "MIT")
        lines += setting("maintainer", detection.maintainer, from: "git", else: "Name <name@example.org>")
        lines += [""] + builds(detection)
        lines += [
            "",
            "# packages:                         # deb and rpm are made unless you say otherwise",
            "#   formats: [deb, rpm]",
            "#   contents:",
            "#     - {source: config/example.conf, destination: /etc/example.conf, type: config}",
            "#   man-pages: [\"man/*.1\"]",
            "#   completions: {command: \(completions(detection))}   # what makes the program print them; a shell's name is added",
            "",
            "# channels:                         # without any, a release goes to the folder dist/site",
            "#   github: {}",
            "#   homebrew: {tap: owner/homebrew-tap}",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    /// What most programs of the language print their completions for.
    private static func completions(_ detection: ProjectDetection) -> String {
        for case .swift in detection.programs.map(\.source) { return "--generate-completion-script" }
        return "completion"
    }

    private static func setting(_ key: String, _ value: String?, from source: String, else example: String) -> [String]
    {
        if let value { return ["# \(key): \(quoted(value))   # from \(source)"] }
        return ["# \(key): \(quoted(example))"]
    }

    private static func builds(_ detection: ProjectDetection) -> [String] {
        guard !detection.programs.isEmpty else {
            return [
                "# No program was found: say where yours is, or how it is built.",
                "builds:",
                "  - builder: prebuilt              # swift | go | command | prebuilt",
                "    binary: \(quoted(detection.name))",
                "    path: \"out/{{os}}_{{arch}}/\(detection.name)\"",
                "    targets: [linux/amd64, linux/arm64]",
            ]
        }
        var lines = ["builds:"]
        for program in detection.programs {
            switch program.source {
            case .swift(let product):
                lines += [
                    "  - builder: swift", "    product: \(quoted(product))",
                    "    # static: full                  # runs on any Linux; by default the system's C library is needed",
                    "    # targets: [linux/amd64, linux/arm64]   # by default the machine that builds",
                    "    # version: {constant: version}  # a string constant in a source file, built with the version in it",
                ]
            case .go(let package):
                lines += [
                    "  - builder: go", "    package: \(quoted(package))",
                    "    # targets: [linux/amd64, linux/arm64, macos/amd64, macos/arm64, windows/amd64]",
                    "    # version: {variable: main.version}",
                ]
            }
        }
        return lines
    }

    /// A YAML scalar that is text, in double quotes where it has to be.
    private static func quoted(_ text: String) -> String {
        let isPlain =
            text.first.map { $0.isASCII && ($0.isLetter || $0 == ".") } ?? false
            && text.allSatisfy {
                $0.isASCII && ($0.isLetter || $0.isNumber || " ._+-/@<>,()".contains($0)) || $0 == ":"
            }
            && !text.contains(": ") && !text.hasSuffix(":") && !text.hasSuffix(" ")
            && ConfigurationNode.Scalar.resolve(plain: text) == .text
        if isPlain { return text }
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where isControl(scalar): result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

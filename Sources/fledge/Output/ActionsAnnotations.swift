// SPDX-License-Identifier: Apache-2.0
import Project

/// Diagnostics as GitHub Actions shows them beside the lines of a file (docs.github.com, "Workflow commands").
struct ActionsAnnotations: Sendable {
    /// The project's folder in the repository, with `/` at its end; empty for the top folder.
    var folder = ""
    /// Paths from the repository's top of files that the command line named otherwise.
    var named: [String: String] = [:]

    /// The command for a diagnostic, on one line.
    func text(of diagnostic: Diagnostic) -> String {
        let kind =
            switch diagnostic.severity {
            case .error: "error"
            case .warning: "warning"
            case .note: "notice"
            }
        var properties: [String] = []
        if let location = diagnostic.location {
            properties.append("file=\(Self.escaped(path(of: location), property: true))")
            properties.append("line=\(location.line)")
            if let column = location.column { properties.append("col=\(column)") }
        }
        let place = properties.isEmpty ? "" : " " + properties.joined(separator: ",")
        let text = diagnostic.description.dropFirst(diagnostic.severity.rawValue.count + 2)
        return "::\(kind)\(place)::\(Self.escaped(String(text), property: false))"
    }

    private func path(of location: SourceLocation) -> String {
        named[location.file] ?? (location.file.hasPrefix("/") ? location.file : folder + location.file)
    }

    private static func escaped(_ text: String, property: Bool) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "%": result += "%25"
            case "\r": result += "%0D"
            case "\n": result += "%0A"
            case ":" where property: result += "%3A"
            case "," where property: result += "%2C"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}

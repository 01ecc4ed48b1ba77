// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The greetings Hello knows, one for each language.
package struct Greetings: Sendable {
    /// A greeting for each language subtag; `{name}` stands for who is greeted.
    private let templates: [String: String]

    /// Reads greetings from a JSON object of language subtags and texts.
    package init(decoding json: Data) throws {
        templates = try JSONDecoder().decode([String: String].self, from: json)
    }

    /// The greetings that are installed with the program.
    package static func bundled() throws -> Greetings {
        guard let url = Bundle.module.url(forResource: "greetings", withExtension: "json") else {
            throw MissingGreetings()
        }
        return try Greetings(decoding: Data(contentsOf: url))
    }

    /// The language subtags, sorted.
    package var languages: [String] { templates.keys.sorted() }

    /// The first of `preferred` that has a greeting: itself, or without its region (`pt-BR`, then `pt`).
    package func bestLanguage(of preferred: [String]) -> String? {
        for tag in preferred {
            let subtags = tag.lowercased().split(whereSeparator: { $0 == "-" || $0 == "_" || $0 == "." })
            if let language = subtags.first.map(String.init), templates[language] != nil {
                return language
            }
        }
        return nil
    }

    /// The greeting of `name` in `language`, or `nil` if there is none in it.
    package func greeting(of name: String, in language: String) -> String? {
        templates[language]?.replacingOccurrences(of: "{name}", with: name)
    }
}

/// The resource bundle has no `greetings.json`: the program was not installed as a whole.
package struct MissingGreetings: Error, CustomStringConvertible {
    package var description: String { "the file `greetings.json` is missing from the installation" }
}

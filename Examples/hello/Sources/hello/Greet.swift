// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Greeting

struct Greet: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print a greeting.")

    @Argument(help: "Whom to greet.")
    var name = "world"

    @Option(
        name: .shortAndLong, help: "The greeting's language, for instance `de` or `pt-BR`; by default that of $LANG.")
    var language: String?

    @Flag(help: "List the languages and exit.")
    var languages = false

    func run() throws {
        let greetings = try Greetings.bundled()
        if languages {
            print(greetings.languages.joined(separator: "\n"))
            return
        }
        if let language, greetings.bestLanguage(of: [language]) == nil {
            throw ValidationError(
                "There is no greeting in `\(language)`; there is one in \(greetings.languages.joined(separator: ", "))."
            )
        }
        let wanted = language ?? ProcessInfo.processInfo.environment["LANG"] ?? "en"
        print(greetings.greeting(of: name, in: greetings.bestLanguage(of: [wanted, "en"]) ?? "en") ?? "")
    }
}

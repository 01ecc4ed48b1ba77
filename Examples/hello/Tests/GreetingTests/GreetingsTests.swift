// SPDX-License-Identifier: Apache-2.0
import Foundation
import Greeting
import Testing

@Suite("Greetings")
struct GreetingsTests {
    @Test(arguments: [
        ("en", "Hello, Ada!"), ("de", "Hallo, Ada!"), ("fr", "Bonjour, Ada !"), ("ja", "Adaさん、こんにちは！"),
    ])
    func `come from the bundle`(_ language: String, _ expected: String) throws {
        #expect(try Greetings.bundled().greeting(of: "Ada", in: language) == expected)
    }

    @Test func `exist in nine languages`() throws {
        #expect(try Greetings.bundled().languages == ["de", "en", "es", "fr", "it", "ja", "pt", "sw", "uk"])
    }

    @Test func `do not exist in other languages`() throws {
        #expect(try Greetings.bundled().greeting(of: "Ada", in: "tlh") == nil)
    }

    @Test(
        arguments: [
            (["pt-BR", "en"], "pt"), (["tlh", "SW"], "sw"), (["de_AT.UTF-8"], "de"), (["tlh"], nil), ([], nil),
            ([""], nil),
        ] as [([String], String?)])
    func `are chosen by preference`(_ preferred: [String], _ expected: String?) throws {
        #expect(try Greetings.bundled().bestLanguage(of: preferred) == expected)
    }

    @Test func `refuse a file that is not JSON`() {
        #expect(throws: DecodingError.self) { try Greetings(decoding: Data("hello".utf8)) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Project
import Testing

@Suite("A README")
struct ReadmeTextTests {
    @Test(arguments: [
        ("# hello\n\nGreets the world. In many languages.\n", "Greets the world"),
        ("hello\n=====\n\nGreets\nthe world\n", "Greets the world"),
        (
            "# hello\n[![CI](https://e.org/a.svg)](https://e.org)\n![x](y.png)\n\nGreets **the** [whole `world`](https://e.org/a(b)).\n",
            "Greets the whole world)"
        ),
        (
            "<p align=\"center\">\n  <img src=\"a.png\">\n</p>\n\n# A\n\nGreets _the_ world, e.g. you.\n",
            "Greets the world, e.g. you"
        ),
        ("<!-- a comment\n\nover lines -->\n\nGreets the snake_case world!", "Greets the snake_case world!"),
        (
            "---\ntitle: x\n---\n# A\n\n```\ncode is here.\n```\n\n- a list\n- of things\n\n> a quotation\n\n| a | b |\n\n1. one\n\nGreets <b>everyone</b> at version 1.2.3 now. Yes.",
            "Greets everyone at version 1.2.3 now"
        ),
        ("    $ code\n\nGreets the world.", "Greets the world"),
        ("\u{FEFF}# hello\r\n\r\nGreets the world.\r\n", "Greets the world"),
        ("# t\n[![a](b)](c) [![d](e)](f)\nGreets the world.", "Greets the world"),
    ])
    func `is described by its first sentence`(_ text: String, _ expected: String) {
        #expect(ReadmeText.description(in: text) == expected)
    }

    @Test(arguments: [
        "", "# hello\n", "[![a](b)](c)", "<p>\nhello world of ours\n</p>", "```\nGreets the world\n",
        "[a]: https://example.org/of/ours",
    ])
    func `without a paragraph has no description`(_ text: String) {
        #expect(ReadmeText.description(in: text) == nil)
    }

    @Test func `a sentence without an end is cut between words`() throws {
        let text = try #require(ReadmeText.description(in: String(repeating: "greeting ", count: 100)))
        #expect(text.count <= 201)
        #expect(text.hasSuffix("greeting…"))
    }

    @Test(arguments: ["[", "![", "[[[[[", "<", "[a](", "**", "`", "[a][", "<!--"])
    func `unfinished markup ends`(_ text: String) {
        _ = ReadmeText.description(in: String(repeating: text, count: 200))
    }
}

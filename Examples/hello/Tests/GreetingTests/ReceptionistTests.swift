// SPDX-License-Identifier: Apache-2.0
import Greeting
import Testing

@Suite("The receptionist")
struct ReceptionistTests {
    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: localhost", Response(.ok, "Hello, world!", language: "en")),
        ("GET /?name=Ada&language=fr HTTP/1.0", Response(.ok, "Bonjour, Ada !", language: "fr")),
        (
            "GET /?name=J%C3%BCrgen HTTP/1.1\r\naccept-language: tlh, de;q=0.8, it;q=0.9",
            Response(.ok, "Ciao, Jürgen!", language: "it")
        ),
        ("GET / HTTP/1.1\r\nAccept-Language: de;q=0, es;q=0.1", Response(.ok, "¡Hola, world!", language: "es")),
        ("POST / HTTP/1.1", Response(.methodNotAllowed, "only GET and HEAD are answered")),
        ("GET /admin HTTP/1.1", Response(.notFound, "there is nothing at this address")),
    ])
    func `answers`(_ head: String, _ expected: Response) throws {
        let receptionist = Receptionist(greetings: try .bundled(), language: "en", name: "world")
        #expect(receptionist.answer(try #require(Request(parsing: head))) == expected)
    }

    @Test(arguments: ["", "GET /", "GET / HTTP/2", "GET noslash HTTP/1.1", "SSH-2.0-client"])
    func `takes only HTTP`(_ head: String) {
        #expect(Request(parsing: head) == nil)
    }

    @Test func `sends a head that agrees with its body`() {
        let response = Response(.ok, "¡Hola!", language: "es")
        let head = """
            HTTP/1.1 200 OK\r
            Content-Type: text/plain; charset=utf-8\r
            Content-Language: es\r
            Content-Length: 8\r
            Vary: Accept-Language\r
            Connection: close\r
            \r

            """
        #expect(String(decoding: response.bytes(for: "HEAD"), as: UTF8.self) == head)
        #expect(String(decoding: response.bytes(for: "GET"), as: UTF8.self) == head + "¡Hola!\n")
    }
}

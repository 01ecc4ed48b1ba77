// SPDX-License-Identifier: Apache-2.0

import Effects
import SystemPackage
import Testing

@Suite("Secrets")
struct RedactorTests {
    @Test(arguments: [
        ("s3cr3t+/=&", "a s3cr3t+/=& b", "a <redacted> b"),
        ("s3cr3t+/=&", "x=s3cr3t%2B%2F%3D%26.", "x=<redacted>."),
        ("s3cr3t+/=&", "x=s3cr3t%2b%2f%3d%26.", "x=<redacted>."),
        ("abc", "abc stays", "abc stays"),
        ("tokentoken", "tokentokentokentoken", "<redacted><redacted>"),
        ("geheim", "Z2VoZWlt is base64", "<redacted> is base64"),
        ("ключ", "der ключ da", "der <redacted> da"),
    ])
    func `replaces every form`(_ secret: String, _ text: String, _ expected: String) {
        #expect(Redactor([secret]).redact(text) == expected)
    }

    @Test(arguments: ["", "u", "us", "user:", "abcdef"])
    func `finds a secret inside base64 of something longer`(_ user: String) {
        let secret = "correct-horse-battery"
        let encoded = base64(Array((user + secret + "!?").utf8))
        let redacted = Redactor([secret]).redact("Authorization: Basic \(encoded)")
        #expect(redacted.hasPrefix("Authorization: Basic "))
        #expect(redacted.contains("<redacted>"))
        #expect(redacted.utf8.count - "Authorization: Basic <redacted>".utf8.count <= encoded.utf8.count - 26)
    }

    @Test func `takes the longest of several`() {
        var redactor = Redactor(["hunter"])
        redactor.add(Secret("hunter2-and-more"))
        #expect(redactor.redact("hunter2-and-more hunter2") == "<redacted> <redacted>2")
    }

    @Test func `replaces the lines of a key`() {
        let line = "mQINBFabcdefghijklmnop"
        #expect(Redactor(["-----BEGIN-----\n\(line)\n"]).redact("got \(line)") == "got <redacted>")
    }

    @Test func `does not print a secret`() {
        let secret = Secret("open sesame")
        #expect("\(secret)" == "<redacted>")
        #expect(String(reflecting: secret) == "<redacted>")
        var dumped = ""
        dump(["a": secret], to: &dumped)
        #expect(!dumped.contains("sesame"))
        #expect(secret.value == "open sesame")
    }

    @Test(arguments: [
        ("$TOKEN_1", SecretSource.environment("TOKEN_1")), ("${A_b}", .environment("A_b")),
        ("/etc/key", .file("/etc/key")), ("./key", .file("./key")), ("~/key", .file("~/key")),
    ])
    func `names a source`(_ text: String, _ source: SecretSource) {
        #expect(SecretSource(parsing: text) == source)
    }

    @Test(arguments: ["", "plain", "$", "${}", "$1A", "$A-B", "key.asc", "${A", "$A}", "$A B"])
    func `refuses what is no source`(_ text: String) {
        #expect(SecretSource(parsing: text) == nil)
    }

    @Test func `reads only what nobody else can read`() async throws {
        let machine = Machine.current()
        try await machine.files.withTemporaryDirectory { folder in
            let path = folder.appending("key")
            try machine.files.replace(path, text: "s3cret\r\n", mode: 0o600)
            #expect(try SecretSource.file(path).read(on: machine).value == "s3cret")
            try machine.files.changeMode(path, to: 0o640)
            #expect(throws: SecretError.readableByOthers(path, mode: 0o640)) {
                try SecretSource.file(path).read(on: machine)
            }
            try machine.files.replace(path, text: "\n", mode: 0o400)
            #expect(throws: SecretError.empty(path)) { try SecretSource.file(path).read(on: machine) }
            #expect(throws: SecretError.missingVariable("NOT_SET_ANYWHERE")) {
                try SecretSource.environment("NOT_SET_ANYWHERE").read(on: machine)
            }
            var home = machine
            home.environment = Environment(["HOME": folder.string, "K": "v4lue"])
            try machine.files.replace(path, text: "fromhome", mode: 0o400)
            #expect(try SecretSource.file("~/key").read(on: home).value == "fromhome")
            #expect(try SecretSource.environment("K").read(on: home).value == "v4lue")
        }
    }

    private func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let padded = Array(group) + [UInt8](repeating: 0, count: 3 - group.count)
            let value = Int(padded[0]) << 16 | Int(padded[1]) << 8 | Int(padded[2])
            let digits = [18, 12, 6, 0].map { alphabet[value >> $0 & 63] }
            text += String(digits.prefix(group.count + 1)) + String(repeating: "=", count: 3 - group.count)
        }
        return text
    }
}

// SPDX-License-Identifier: Apache-2.0
import Crypto

/// A minisign public key: a number by which signatures name it, and an Ed25519 key.
package struct MinisignPublicKey: Sendable {
    /// 8 bytes.
    let number: [UInt8]
    private let key: Curve25519.Signing.PublicKey

    init(number: [UInt8], key: Curve25519.Signing.PublicKey) {
        self.number = number
        self.key = key
    }

    /// Reads a key file's text, or the line that `minisign -P` takes.
    package init(parsing text: String) throws(MinisignError) {
        guard let line = MinisignText.lines(text).last(where: { !$0.hasPrefix(MinisignText.comment) }),
            let bytes = Base64.decode(line.utf8), bytes.count == 42, bytes.starts(with: "Ed".utf8)
        else { throw .notAKey }
        number = Array(bytes[2..<10])
        do {
            key = try Curve25519.Signing.PublicKey(rawRepresentation: Array(bytes[10...]))
        } catch {
            throw .notAKey
        }
    }

    /// The line that `minisign -P` takes.
    package var line: String {
        String(decoding: Base64.encode(Array("Ed".utf8) + number + Array(key.rawRepresentation)), as: UTF8.self)
    }

    /// The number as people see it, in hexadecimal digits.
    package var name: String {
        String(number.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }, radix: 16, uppercase: true)
    }

    /// Verifies a `.minisig` file's text; returns the trusted comment.
    package func verify(_ signature: String, of bytes: [UInt8]) throws(MinisignError) -> String {
        let lines = MinisignText.lines(signature)
        guard lines.count == 4, lines[0].hasPrefix(MinisignText.comment), lines[2].hasPrefix(MinisignText.trusted),
            let first = Base64.decode(lines[1].utf8), first.count == 74,
            let second = Base64.decode(lines[3].utf8), second.count == 64
        else { throw .notASignature }
        guard Array(first[2..<10]) == number else { throw .unknownKey }
        let signed: [UInt8]
        switch Array(first[..<2]) {
        case Array("ED".utf8): signed = BLAKE2b.hash(bytes, digestSize: 64)
        case Array("Ed".utf8): signed = bytes
        default: throw .notASignature
        }
        let own = Array(first[10...])
        let comment = String(lines[2].dropFirst(MinisignText.trusted.count))
        guard key.isValidSignature(own, for: signed), key.isValidSignature(second, for: own + Array(comment.utf8))
        else { throw .bad }
        return comment
    }
}

/// The lines that minisign's files are made of.
enum MinisignText {
    static let comment = "untrusted comment: "
    static let trusted = "trusted comment: "

    static func lines(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map(String.init)
    }
}

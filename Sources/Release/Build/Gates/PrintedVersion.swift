// SPDX-License-Identifier: Apache-2.0

/// What a program said when it was asked for its version.
package enum PrintedVersion: Sendable, Hashable {
    /// It printed the version asked for.
    case expected
    /// It printed another version, and not the one asked for.
    case other(String)
    /// It printed nothing that looks like a version.
    case none

    /// Judges the text that `--version` wrote, standard output first.
    ///
    /// The version has to stand by itself: `1.2.3` is not in `11.2.3`, `1.2.30` or `1.2.3-rc.1`, but it is in `v1.2.3`,
    /// `hello 1.2.3 (linux/amd64)` and `hello/1.2.3`.
    package init(in text: String, expecting version: String) {
        var firstOther: String?
        for word in Self.words(of: text) {
            let bare = Self.trimmed(word)
            if bare == version {
                self = .expected
                return
            }
            if firstOther == nil, Self.looksLikeVersion(bare) { firstOther = bare }
        }
        self = firstOther.map(Self.other) ?? .none
    }

    /// The runs of characters that a version may be made of.
    private static func words(of text: String) -> [String] {
        text.utf8.split { byte in !isVersionByte(byte) }.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func isVersionByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"):
            true
        default: false
        }
    }

    /// The word without a `v` in front and without a full stop or hyphen at its ends.
    private static func trimmed(_ word: String) -> String {
        var bytes = Substring(word)
        while let last = bytes.last, last == "." || last == "-" { bytes.removeLast() }
        while let first = bytes.first, first == "." || first == "-" { bytes.removeFirst() }
        if let first = bytes.first, first == "v" || first == "V", bytes.dropFirst().first?.isNumber == true {
            bytes.removeFirst()
        }
        return String(bytes)
    }

    /// Whether the word is two or more numbers joined by full stops, with or without what SemVer allows behind them.
    private static func looksLikeVersion(_ word: String) -> Bool {
        let core = word.prefix { $0 != "-" && $0 != "+" }
        let numbers = core.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count >= 2 && numbers.count <= 4
            && numbers.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isASCIIDigit) }
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

// SPDX-License-Identifier: Apache-2.0
import Formats

/// An entry of `primary`, looked into without taking it apart.
///
/// Entries are this program's own, or an imported repository's: what is looked for must be there, the rest is not judged.
struct PrimaryEntry: Sendable {
    private let text: [UInt8]

    init(_ text: [UInt8]) {
        self.text = text
    }

    /// What the entry says of the package; its file's place is the `href`, which starts at the group's folder.
    func record(baseKey: String) throws(YumError) -> PackageRecord {
        let tags = Tags(text)
        let name = try content(behind: tags.name, "name")
        let architecture = try content(behind: tags.architecture, "architecture")
        let version = attributes(of: tags.version)
        guard let ver = version["ver"], let rel = version["rel"] else { throw .malformedEntry("version") }
        let epoch = version["epoch"] ?? "0"
        let identity = PackageIdentity(
            name: name, version: (epoch == "0" || epoch.isEmpty ? "" : "\(epoch):") + "\(ver)-\(rel)",
            architecture: architecture)
        guard let digest = DigestValue(hexadecimal: try content(behind: tags.checksum, "checksum")),
            digest.bytes.count == 32
        else { throw .malformedEntry("checksum") }
        guard let size = attributes(of: tags.size)["package"].flatMap({ UInt64($0) }) else {
            throw .malformedEntry("size")
        }
        guard let href = attributes(of: tags.location)["href"], !href.isEmpty else {
            throw .malformedEntry("location")
        }
        return PackageRecord(identity: identity, sha256: digest, size: size, key: baseKey + href)
    }

    /// The first opening tag of each element that is looked for, without its brackets.
    private struct Tags {
        var name: Range<Int>?
        var architecture: Range<Int>?
        var version: Range<Int>?
        var checksum: Range<Int>?
        var size: Range<Int>?
        var location: Range<Int>?

        init(_ text: [UInt8]) {
            var index = 0
            while index < text.count {
                guard text[index] == UInt8(ascii: "<") else {
                    index += 1
                    continue
                }
                let start = index + 1
                var end = start
                while end < text.count, text[end] != UInt8(ascii: ">") { end += 1 }
                guard end < text.count else { return }
                take(start..<end, text)
                if name != nil, architecture != nil, version != nil, checksum != nil, size != nil, location != nil {
                    return
                }
                index = end + 1
            }
        }

        private mutating func take(_ tag: Range<Int>, _ text: [UInt8]) {
            func isElement(_ name: StaticString) -> Bool {
                let count = name.utf8CodeUnitCount
                guard tag.count >= count else { return false }
                let isSame = name.withUTF8Buffer { name in
                    (0..<count).allSatisfy { text[tag.lowerBound + $0] == name[$0] }
                }
                guard isSame, tag.count > count else { return isSame }
                let next = text[tag.lowerBound + count]
                return next == 0x20 || next == 0x0A || next == 0x09 || next == UInt8(ascii: "/")
            }
            guard let first = tag.isEmpty ? nil : text[tag.lowerBound] else { return }
            switch first {
            case UInt8(ascii: "n"): if name == nil, isElement("name") { name = tag }
            case UInt8(ascii: "a"): if architecture == nil, isElement("arch") { architecture = tag }
            case UInt8(ascii: "v"): if version == nil, isElement("version") { version = tag }
            case UInt8(ascii: "c"): if checksum == nil, isElement("checksum") { checksum = tag }
            case UInt8(ascii: "s"): if size == nil, isElement("size") { size = tag }
            case UInt8(ascii: "l"): if location == nil, isElement("location") { location = tag }
            default: break
            }
        }
    }

    /// The text behind an opening tag.
    private func content(behind tag: Range<Int>?, _ what: String) throws(YumError) -> String {
        guard let tag, text[tag.upperBound - 1] != UInt8(ascii: "/") else { throw .malformedEntry(what) }
        return Self.unescaped(text[(tag.upperBound + 1)...].prefix { $0 != UInt8(ascii: "<") })
    }

    private func attributes(of tag: Range<Int>?) -> [String: String] {
        guard let tag else { return [:] }
        var rest = text[tag].drop { !Self.isSpace($0) }
        var attributes: [String: String] = [:]
        while true {
            rest = rest.drop(while: Self.isSpace)
            let name = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "/") }
            rest = rest[name.endIndex...].dropFirst()
            guard !name.isEmpty, let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
            else { return attributes }
            let value = rest.dropFirst().prefix { $0 != quote }
            rest = rest[value.endIndex...].dropFirst()
            attributes[String(decoding: name, as: UTF8.self)] = Self.unescaped(value)
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard bytes.contains(UInt8(ascii: "&")) else { return text }
        var out = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            out += rest[..<start]
            rest = rest[start...]
            guard let end = rest.firstIndex(of: ";") else { break }
            let reference = rest[rest.index(after: start)..<end]
            out += character(reference) ?? "&\(reference);"
            rest = rest[rest.index(after: end)...]
        }
        return out + rest
    }

    private static func character(_ reference: Substring) -> String? {
        switch reference {
        case "lt": return "<"
        case "gt": return ">"
        case "amp": return "&"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard reference.hasPrefix("#") else { return nil }
            let digits = reference.dropFirst()
            let number = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return number.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
        }
    }
}

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
        let name = try required(content(of: "name"), "name")
        let architecture = try required(content(of: "arch"), "architecture")
        let version = try required(attributes(of: "version"), "version")
        guard let ver = version["ver"], let rel = version["rel"] else { throw .malformedEntry("version") }
        let epoch = version["epoch"] ?? "0"
        let identity = PackageIdentity(
            name: name, version: (epoch == "0" || epoch.isEmpty ? "" : "\(epoch):") + "\(ver)-\(rel)",
            architecture: architecture)
        guard let digest = DigestValue(hexadecimal: try required(content(of: "checksum"), "checksum")),
            digest.bytes.count == 32
        else { throw .malformedEntry("checksum") }
        guard let size = UInt64(attributes(of: "size")?["package"] ?? "") else { throw .malformedEntry("size") }
        guard let href = attributes(of: "location")?["href"], !href.isEmpty else { throw .malformedEntry("location") }
        return PackageRecord(identity: identity, sha256: digest, size: size, key: baseKey + href)
    }

    private func required<Value>(_ value: Value?, _ what: String) throws(YumError) -> Value {
        guard let value else { throw .malformedEntry(what) }
        return value
    }

    /// The text between an element's tags; of the first one with this name.
    private func content(of element: String) -> String? {
        guard let tag = tag(element), text[tag.upperBound - 2] != UInt8(ascii: "/") else { return nil }
        return Self.unescaped(text[tag.upperBound...].prefix { $0 != UInt8(ascii: "<") })
    }

    private func attributes(of element: String) -> [String: String]? {
        guard let tag = tag(element) else { return nil }
        var rest = text[tag].dropFirst(1 + element.utf8.count)
        var attributes: [String: String] = [:]
        while true {
            rest = rest.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D }
            let name = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }
            rest = rest[name.endIndex...].dropFirst()
            guard !name.isEmpty, let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
            else { return attributes }
            let value = rest.dropFirst().prefix { $0 != quote }
            rest = rest[value.endIndex...].dropFirst()
            attributes[String(decoding: name, as: UTF8.self)] = Self.unescaped(value)
        }
    }

    /// The bytes of an element's opening tag, with its brackets.
    private func tag(_ element: String) -> Range<Int>? {
        let start = Array("<\(element)".utf8)
        var index = 0
        while index + start.count < text.count {
            if text[index] == start[0], text[index...].starts(with: start) {
                let next = text[index + start.count]
                let endsName = next == 0x20 || next == 0x0A || next == UInt8(ascii: ">") || next == UInt8(ascii: "/")
                if endsName, let end = text[index...].firstIndex(of: UInt8(ascii: ">")) { return index..<(end + 1) }
            }
            index += 1
        }
        return nil
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

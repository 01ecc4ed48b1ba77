// SPDX-License-Identifier: Apache-2.0
import Formats

/// An entry of `primary`, looked into without taking it apart.
///
/// Entries are this program's own, or an imported repository's: what is looked for must be there, the rest is not judged.
struct PrimaryEntry: Sendable {
    private let xml: XMLFragment
    private let tags: Tags

    init(_ text: [UInt8]) {
        xml = XMLFragment(text)
        tags = Tags(text)
    }

    /// Where the package's file is, as a repository of another program lists it.
    func listing() throws(YumError) -> (base: String?, href: String, size: UInt64, sha256: DigestValue?) {
        let location = xml.attributes(of: tags.location)
        guard let href = location["href"], !href.isEmpty else { throw .malformedEntry("location") }
        guard let size = xml.attributes(of: tags.size)["package"].flatMap({ UInt64($0) }) else {
            throw .malformedEntry("size")
        }
        let isSHA256 = xml.attributes(of: tags.checksum)["type"] == "sha256"
        let digest = isSHA256 ? xml.content(behind: tags.checksum).flatMap { DigestValue(hexadecimal: $0) } : nil
        return (location["xml:base"], href, size, digest)
    }

    /// What the entry says of the package; its file's place is the `href`, which starts at the group's folder.
    ///
    /// - Parameter elsewhere: An address that places may start from as well, and the key that is there.
    func record(baseKey: String, elsewhere: (base: String, key: String)? = nil) throws(YumError) -> PackageRecord {
        let name = try required(xml.content(behind: tags.name), "name")
        let architecture = try required(xml.content(behind: tags.architecture), "architecture")
        let version = xml.attributes(of: tags.version)
        guard let ver = version["ver"], let rel = version["rel"] else { throw .malformedEntry("version") }
        let epoch = version["epoch"] ?? "0"
        let identity = PackageIdentity(
            name: name, version: (epoch == "0" || epoch.isEmpty ? "" : "\(epoch):") + "\(ver)-\(rel)",
            architecture: architecture)
        guard let digest = DigestValue(hexadecimal: try required(xml.content(behind: tags.checksum), "checksum")),
            digest.bytes.count == 32
        else { throw .malformedEntry("checksum") }
        guard let size = xml.attributes(of: tags.size)["package"].flatMap({ UInt64($0) }) else {
            throw .malformedEntry("size")
        }
        let location = xml.attributes(of: tags.location)
        guard let href = location["href"], !href.isEmpty else { throw .malformedEntry("location") }
        let isElsewhere = elsewhere != nil && location["xml:base"] == elsewhere?.base
        let start = isElsewhere ? elsewhere?.key ?? baseKey : baseKey
        return PackageRecord(identity: identity, sha256: digest, size: size, key: start + href)
    }

    private func required(_ text: String?, _ what: String) throws(YumError) -> String {
        guard let text else { throw .malformedEntry(what) }
        return text
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
}

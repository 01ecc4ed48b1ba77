// SPDX-License-Identifier: Apache-2.0
package import Formats

/// One of the files that describe a repository's packages.
package enum YumIndexKind: String, Sendable, Hashable, CaseIterable {
    /// What resolvers need.
    case primary
    /// Every file of every package.
    case filelists
    /// Changelogs.
    case other
    /// What each version is for, where it is asked for.
    case updateInfo = "updateinfo"
}

/// The file `<kind>.xml`: entries between a root element's tags.
package struct YumIndex: IndexFormat {
    package let kind: YumIndexKind
    package let forms: [Compression]

    package init(_ kind: YumIndexKind, form: Compression) {
        self.kind = kind
        forms = [form]
    }

    package var name: String { kind.rawValue }

    package func header(entryCount: Int) -> [UInt8] {
        let root =
            switch kind {
            case .primary:
                "<metadata xmlns=\"\(YumNamespace.common)\" xmlns:rpm=\"\(YumNamespace.rpm)\" packages=\"\(entryCount)\">"
            case .filelists: "<filelists xmlns=\"\(YumNamespace.filelists)\" packages=\"\(entryCount)\">"
            case .other: "<otherdata xmlns=\"\(YumNamespace.other)\" packages=\"\(entryCount)\">"
            case .updateInfo: "<updates>"
            }
        return Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(root)\n".utf8)
    }

    package var footer: [UInt8] {
        switch kind {
        case .primary: Array("</metadata>\n".utf8)
        case .filelists: Array("</filelists>\n".utf8)
        case .other: Array("</otherdata>\n".utf8)
        case .updateInfo: Array("</updates>\n".utf8)
        }
    }

    package func entries(in text: [UInt8]) throws(IndexTextError) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        let opening = kind == .updateInfo ? Self.updateOpening : Self.opening
        let closing = kind == .updateInfo ? Self.updateClosing : Self.closing
        var start = 0
        while start < text.count {
            guard text[start...].starts(with: opening) else {
                let tag = String(decoding: opening.dropLast(), as: UTF8.self)
                throw IndexTextError(index: name, offset: start, reason: "no `\(tag)` where an entry must begin")
            }
            var end = start + opening.count
            // `<` stands for itself nowhere in an entry's content.
            while end < text.count {
                if text[end] == UInt8(ascii: "<"), end + 1 < text.count, text[end + 1] == UInt8(ascii: "/"),
                    text[end...].starts(with: closing)
                {
                    break
                }
                end += 1
            }
            guard end < text.count else {
                throw IndexTextError(index: name, offset: start, reason: "an entry without an end")
            }
            end += closing.count
            ranges.append(start..<end)
            start = end
        }
        return ranges
    }

    private static let opening = Array("<package ".utf8)
    private static let closing = Array("</package>\n".utf8)
    private static let updateOpening = Array("<update ".utf8)
    private static let updateClosing = Array("</update>\n".utf8)
}

/// The names that the elements' vocabularies have.
enum YumNamespace {
    static let common = "http://linux.duke.edu/metadata/common"
    static let filelists = "http://linux.duke.edu/metadata/filelists"
    static let other = "http://linux.duke.edu/metadata/other"
    static let repo = "http://linux.duke.edu/metadata/repo"
    static let rpm = "http://linux.duke.edu/metadata/rpm"
}

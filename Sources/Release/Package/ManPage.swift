// SPDX-License-Identifier: Apache-2.0

/// A manual page in the project, with the section that its name ends with: `hello.1`, or `hello.1.gz`.
struct ManPage: Sendable, Hashable {
    let file: ProjectFiles.Match
    let section: Character
    /// The language of a page in a folder that is called like one below `man`, such as `man/de/hello.1`; nil is the
    /// page for all.
    let language: String?
    /// Whether the project has it compressed.
    let isCompressed: Bool

    /// - Returns: Nil for a name without a section.
    init?(_ file: ProjectFiles.Match) {
        self.file = file
        isCompressed = file.path.hasSuffix(".gz")
        let name = isCompressed ? file.name.dropLast(".gz".count) : file.name[...]
        guard name.contains("."), let section = name.split(separator: ".").last?.first, ("1"..."9").contains(section)
        else { return nil }
        self.section = section
        var folders = file.path.split(separator: "/").dropLast()
        if folders.last == "man\(section)" { folders.removeLast() }
        let language = folders.last.map(String.init)
        self.language = folders.dropLast().last == "man" && language.map(Self.isLanguage) == true ? language : nil
    }

    /// The absolute path at which packages have it, compressed.
    var place: String {
        let folder = language.map { "\($0)/" } ?? ""
        return "/usr/share/man/\(folder)man\(section)/\(file.name)\(isCompressed ? "" : ".gz")"
    }

    /// Whether a folder's name is a locale's, such as `de`, `pt_BR` or `sr@latin`; not `src`, where man would never look.
    private static func isLanguage(_ name: String) -> Bool {
        let whole = name.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = whole[0].split(separator: "_", maxSplits: 1, omittingEmptySubsequences: false)
        return LanguageCode.isOne(String(parts[0]))
            && (parts.count < 2 || parts[1].count == 2 && parts[1].allSatisfy { ("A"..."Z").contains($0) })
            && (whole.count < 2
                || !whole[1].isEmpty && whole[1].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
    }
}

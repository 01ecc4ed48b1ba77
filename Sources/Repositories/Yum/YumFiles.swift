// SPDX-License-Identifier: Apache-2.0
import Formats

/// The files that a package's header lists, as the indexes have them.
struct YumFiles {
    /// How a file stands in `filelists`.
    enum Kind: Sendable, Hashable {
        case regular, directory, ghost
    }

    private let directories: [ArraySlice<UInt8>]
    private let names: RPMHeaderView.Texts
    private let indexes: RPMHeaderView.Numbers
    private let modes: RPMHeaderView.Numbers
    private let flags: RPMHeaderView.Numbers

    init(_ header: RPMHeaderView) throws(RPMReadError) {
        names = try header.texts(.baseNames)
        indexes = try header.numbers(.directoryIndexes)
        modes = try header.numbers(.fileModes)
        flags = try header.numbers(.fileFlags)
        for (numbers, tag) in [(indexes, RPMTag.directoryIndexes), (modes, .fileModes), (flags, .fileFlags)]
        where numbers.count != names.count {
            throw numbers.count == 0 ? .missingTag(tag) : .unexpectedValue(tag)
        }
        var directories: [ArraySlice<UInt8>] = []
        var texts = try header.texts(.directoryNames)
        while let text = texts.next() { directories.append(text) }
        self.directories = directories
    }

    /// Calls `body` with each file's path, whose array is used again, in the header's order.
    func forEach(_ body: (_ path: borrowing [UInt8], _ kind: Kind) throws -> Void) throws {
        var names = names
        var path: [UInt8] = []
        for row in 0..<indexes.count {
            guard let name = names.next() else { return }
            let index = indexes[row]
            guard index < UInt64(directories.count) else { throw RPMReadError.unexpectedValue(.directoryIndexes) }
            path.removeAll(keepingCapacity: true)
            path += directories[Int(index)]
            path += name
            let isGhost = flags[row] & UInt64(RPMFileFlags.ghost.rawValue) != 0
            try body(path, modes[row] & 0o170000 == 0o040000 ? .directory : isGhost ? .ghost : .regular)
        }
    }

    /// Whether `primary` lists a path: configuration, programs, and the one that everybody asks for by its path.
    ///
    /// That is what resolvers know without reading `filelists`.
    static func isPrimary(_ path: borrowing [UInt8]) -> Bool {
        path.withUnsafeBytes { path in
            if path.count >= 5, path[0] == slash, path[1] == UInt8(ascii: "e"), path[2] == UInt8(ascii: "t"),
                path[3] == UInt8(ascii: "c"), path[4] == slash
            {
                return true
            }
            for index in stride(from: 3, to: path.count, by: 1)
            where path[index] == slash && path[index - 1] == UInt8(ascii: "n") {
                if path[index - 2] == UInt8(ascii: "i"), path[index - 3] == UInt8(ascii: "b") { return true }
            }
            return "/usr/lib/sendmail".utf8.elementsEqual(path)
        }
    }

    private static var slash: UInt8 { UInt8(ascii: "/") }
}

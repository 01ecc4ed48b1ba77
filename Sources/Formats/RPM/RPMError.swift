// SPDX-License-Identifier: Apache-2.0

/// Why an `RPM` cannot be a package.
package enum RPMError: Error, Sendable, Hashable {
    case invalidName(String)
    case missingRelease(RPMVersion)
    case emptyField(String)
    /// A text with a zero byte, or a line break where there may be none.
    case invalidField(String)
    /// An interpreter that is no absolute path.
    case invalidInterpreter(RPM.ScriptKind, String)
    case duplicatePath(String)
    /// Flags of a path that the contents do not have.
    case flagsWithoutFile(String)
    /// rpm prints paths one a line.
    case lineBreakInPath(String)
    case unsafePath(UnsafeEntryName)
    /// A time before 1970 or after 2106, which the header cannot hold.
    case timeOutOfRange(String, Int64)
}

extension RPMError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidName(let name): "`\(name)` is no RPM package name: letters, digits and `._+-`"
        case .missingRelease(let version): "the RPM version `\(version)` has no release, such as `-1`"
        case .emptyField(let name): "the RPM field `\(name)` is empty"
        case .invalidField(let name): "the RPM field `\(name)` has a zero byte or a line break"
        case .invalidInterpreter(let kind, let path):
            "the interpreter `\(path)` of the script `\(kind.rawValue)` is no absolute path"
        case .duplicatePath(let path): "the package contains `\(path)` twice"
        case .flagsWithoutFile(let path): "the package does not contain `\(path)`, for which it has flags"
        case .unsafePath(let error): error.description
        case .lineBreakInPath(let path): "the path `\(path)` has a line break"
        case .timeOutOfRange(let field, let time):
            "the time \(time) of `\(field)` does not fit in an RPM header, which has 1970 to 2106"
        }
    }
}

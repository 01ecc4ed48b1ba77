// SPDX-License-Identifier: Apache-2.0

/// A value that a unit file can't hold.
package enum SystemdServiceError: Error, Sendable, Hashable {
    case name(String)
    case command(String)
    case account(String)
    case documentation(String)
    case variable(String)
    case capability(String)
    case folder(String)
}

extension SystemdServiceError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .name(let text): "`\(text)` is no unit name: letters, digits, `_`, `-` and `.` only"
        case .command(let text): "the service command `\(text)` is not one line that starts with an absolute path"
        case .account(let text):
            "`\(text)` is no account name: at most 31 of a-z, 0-9, `_` and `-`, a letter or `_` first"
        case .documentation(let text): "`\(text)` is no https:, http:, file:, info: or man: address"
        case .variable(let text): "`\(text)` is no environment variable name"
        case .capability(let text): "`\(text)` is no capability name such as `CAP_NET_BIND_SERVICE`"
        case .folder(let text): "the writable folder `\(text)` is no absolute path"
        }
    }
}

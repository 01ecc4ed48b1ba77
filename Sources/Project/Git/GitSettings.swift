// SPDX-License-Identifier: Apache-2.0

/// What git's configuration says about a repository and who works in it.
package struct GitSettings: Sendable, Hashable {
    /// The user; nil without name or address.
    package var user: GitPerson?
    /// The address of `origin` as it is written; nil where there is none.
    package var origin: String?

    /// Reads what `git config -z --get-regexp` prints: `<key> LF <value> NUL`, the one that counts last.
    init(parsing text: String) {
        var values: [Substring: String] = [:]
        for setting in text.split(separator: "\0") {
            let parts = setting.split(separator: "\n", maxSplits: 1)
            if parts.count == 2 { values[parts[0]] = String(parts[1]) }
        }
        if let name = values["user.name"], let email = values["user.email"] {
            user = GitPerson(name: name, email: email)
        }
        origin = values["remote.origin.url"]
    }
}

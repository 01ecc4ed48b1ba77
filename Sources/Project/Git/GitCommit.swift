// SPDX-License-Identifier: Apache-2.0

/// One commit of a repository.
package struct GitCommit: Sendable, Hashable {
    /// 40 or 64 hexadecimal digits.
    package let id: String
    /// When it was committed, in seconds since 1970-01-01 00:00 UTC.
    package let seconds: Int64
    package let author: GitPerson

    package init(id: String, seconds: Int64, author: GitPerson) {
        self.id = id
        self.seconds = seconds
        self.author = author
    }

    package var shortID: String { String(id.prefix(7)) }
}

/// Someone whom git knows.
package struct GitPerson: Sendable, Hashable {
    package let name: String
    package let email: String

    package init(name: String, email: String) {
        self.name = name
        self.email = email
    }

    /// Whether GitHub says that it is no person: `dependabot[bot]`.
    var isRobot: Bool { name.hasSuffix("[bot]") || email.contains("[bot]@") }
}

extension GitPerson: CustomStringConvertible {
    /// `Ada Lovelace <ada@example.org>`
    package var description: String { "\(name) <\(email)>" }
}

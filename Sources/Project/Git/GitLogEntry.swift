// SPDX-License-Identifier: Apache-2.0

/// A commit with its message.
package struct GitLogEntry: Sendable, Hashable {
    package let commit: GitCommit
    /// The whole message, without the line breaks at its end.
    package let message: String

    package init(commit: GitCommit, message: String) {
        self.commit = commit
        self.message = message
    }
}

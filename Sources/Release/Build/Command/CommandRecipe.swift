// SPDX-License-Identifier: Apache-2.0

/// How a program is built by a command of the user's.
package struct CommandRecipe: Sendable, Hashable {
    /// The program and its arguments, with the templates filled in.
    package var command: [String]
    /// Where the command leaves the program, relative to the project folder; nil is where `RELEASE_OUTPUT` says.
    package var path: String?

    package init(command: [String], path: String? = nil) {
        self.command = command
        self.path = path
    }
}

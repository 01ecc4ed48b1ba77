// SPDX-License-Identifier: Apache-2.0

/// A command of the user's: words for one program, or a line for the shell.
package enum UserCommand: Sendable, Hashable {
    /// A program and its arguments; at least one.
    case arguments([Template])
    /// A line for `/bin/sh -c`.
    case shell(Template)
}

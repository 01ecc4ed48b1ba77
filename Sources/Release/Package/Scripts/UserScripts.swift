// SPDX-License-Identifier: Apache-2.0

/// The scripts that a project adds to its packages, each a text with or without a `#!` line.
package struct UserScripts: Sendable, Hashable {
    package var preinstall: String?
    package var postinstall: String?
    package var preremove: String?
    package var postremove: String?

    package init(
        preinstall: String? = nil, postinstall: String? = nil, preremove: String? = nil, postremove: String? = nil
    ) {
        self.preinstall = preinstall
        self.postinstall = postinstall
        self.preremove = preremove
        self.postremove = postremove
    }
}

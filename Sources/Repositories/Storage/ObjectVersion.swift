// SPDX-License-Identifier: Apache-2.0

/// A token for one content of an object: an ETag, verbatim, or a digest. Only the storage that made it understands it.
package struct ObjectVersion: Sendable, Hashable, Codable {
    package let token: String

    package init(_ token: String) {
        self.token = token
    }
}

// SPDX-License-Identifier: Apache-2.0

/// An object's bytes, and the version that they are.
package struct StoredObject: Sendable, Hashable {
    package let bytes: [UInt8]
    package let version: ObjectVersion

    package init(bytes: [UInt8], version: ObjectVersion) {
        self.bytes = bytes
        self.version = version
    }
}

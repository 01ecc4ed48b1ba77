// SPDX-License-Identifier: Apache-2.0
import Crypto
package import Formats

/// How an index's text changed with one publication, for readers that have the text before it.
package struct IndexPatch: Sendable, Hashable, Codable {
    /// Made of the generation and the file's digest. Names sort in the order in which patches are applied: apt relies on it.
    package let name: String
    /// The text that it is applied to.
    package let base: Content
    /// The commands of ed, from the text's end to its start.
    package let script: Content
    /// The script as it is published, by gzip.
    package let file: Content

    package struct Content: Sendable, Hashable, Codable {
        /// Bytes.
        package let size: UInt64
        package let sha256: DigestValue

        package init(size: UInt64, sha256: DigestValue) {
            self.size = size
            self.sha256 = sha256
        }

        init(of bytes: [UInt8]) {
            self.init(size: UInt64(bytes.count), sha256: DigestValue(Array(SHA256.hash(data: bytes))))
        }
    }

    package init(name: String, base: Content, script: Content, file: Content) {
        self.name = name
        self.base = base
        self.script = script
        self.file = file
    }

    /// Names become keys, and come from a storage, which may say anything.
    var isValid: Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}

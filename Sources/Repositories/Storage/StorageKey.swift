// SPDX-License-Identifier: Apache-2.0

/// The rules for keys that every storage can keep.
package enum StorageKey {
    /// Bytes: what S3 allows for a whole key, and file systems for one name in it.
    package static let longest = 1024
    package static let longestName = 255

    /// - Throws: `invalidKey` for a key that is empty, absolute or too long, or has an empty name, `.`, `..`, a control
    ///   character or a backslash in it.
    package static func check(_ key: String) throws(StorageError) {
        let names = key.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isValid = names.allSatisfy { name in
            !name.isEmpty && name.count <= longestName && !name.elementsEqual(".".utf8)
                && !name.elementsEqual("..".utf8)
        }
        let hasOnlyPlainBytes = key.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\\") }
        guard isValid, hasOnlyPlainBytes, key.utf8.count <= longest else { throw .invalidKey(key) }
    }

    /// As `check`, for the beginning of a key: it may be empty, and end anywhere.
    package static func check(prefix: String) throws(StorageError) {
        guard !prefix.isEmpty else { return }
        // Whatever a name has been begun with is as good as one complete name.
        let completed = prefix + (prefix.hasSuffix("/") ? "x" : "")
        let names = completed.split(separator: "/", omittingEmptySubsequences: false)
        let isCutAtDots = names.last == "." || names.last == ".."
        do { try check(isCutAtDots ? completed + "x" : completed) } catch { throw .invalidKey(prefix) }
    }
}

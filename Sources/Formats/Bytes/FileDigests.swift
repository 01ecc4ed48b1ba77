// SPDX-License-Identifier: Apache-2.0

/// The digests of one file's content that were asked for.
package struct FileDigests: Sendable, Hashable {
    package let md5: DigestValue?
    package let sha256: DigestValue?

    package init(md5: DigestValue? = nil, sha256: DigestValue? = nil) {
        self.md5 = md5
        self.sha256 = sha256
    }
}

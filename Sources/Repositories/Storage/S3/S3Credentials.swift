// SPDX-License-Identifier: Apache-2.0
package import Effects

/// Who asks an S3-compatible store.
package struct S3Credentials: Sendable, Hashable {
    package let accessKeyID: String
    package let secretAccessKey: Secret
    /// Of credentials that are valid for hours only.
    package let sessionToken: Secret?

    package init(accessKeyID: String, secretAccessKey: Secret, sessionToken: Secret? = nil) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }
}

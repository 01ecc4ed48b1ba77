// SPDX-License-Identifier: Apache-2.0
package import Effects

/// An answer by which an S3-compatible store declines.
package struct S3Refusal: Sendable, Hashable {
    package let answer: WebRefusal
    /// `AccessDenied`, `NoSuchBucket` …; nil when the store gave none.
    package let code: String?
    /// The region that the store asks to be addressed in.
    package let region: String?

    init(_ response: WebResponse, to request: WebRequest, now: Int64) {
        let document = response.body.isEmpty ? nil : S3Document(parsing: response.body)
        let error = document?.name == "Error" ? document : nil
        code = error?["Code"]
        region = error?["Region"] ?? response.headers["x-amz-bucket-region"]
        let words = [code, error?["Message"]].compactMap { $0 }.joined(separator: ": ")
        answer = response.refusal(of: request, words: words.isEmpty ? nil : words, now: now)
    }

    var isTransient: Bool {
        // The answer to a HEAD has no body that could tell.
        let isUnexplained = answer.method == .head && [400, 409].contains(answer.status)
        return isUnexplained || [408, 429, 500, 502, 503, 504].contains(answer.status)
            || Self.transientCodes.contains(code ?? "")
    }

    /// What the user can do.
    var hint: String? {
        switch code {
        case "InvalidAccessKeyId": "check `AWS_ACCESS_KEY_ID`"
        case "SignatureDoesNotMatch": "check `AWS_SECRET_ACCESS_KEY`"
        case "ExpiredToken", "TokenRefreshRequired", "InvalidToken":
            "get new credentials: `AWS_SESSION_TOKEN` is not valid any more"
        case "NoSuchBucket": "create the bucket, or correct the storage's name"
        case "RequestTimeTooSkewed": "set this machine's clock"
        case "AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException":
            region.map { "set `AWS_REGION` to `\($0)`" } ?? "set `AWS_REGION` to the bucket's region"
        case "AccessDenied":
            "allow `s3:GetObject`, `s3:PutObject`, `s3:DeleteObject` and `s3:ListBucket` on the bucket; "
                + "without the last one, an object that is not there looks like one that may not be read"
        default: answer.status == 403 || answer.status == 401 ? "check the credentials, and what they allow" : nil
        }
    }

    private static let transientCodes: Set<String> = [
        "RequestTimeout", "SlowDown", "InternalError", "ServiceUnavailable", "OperationAborted",
        "ConditionalRequestConflict",
    ]
}

// SPDX-License-Identifier: Apache-2.0
import Crypto
package import Effects
import Formats

/// AWS Signature Version 4 of one request, in its `Authorization` field.
///
///     key        HMAC("AWS4" + secret, day), then over it region, "s3", "aws4_request"
///     to sign    "AWS4-HMAC-SHA256", time, day/region/s3/aws4_request, SHA-256 of the canonical request
///     canonical  method, path, query, signed fields (sorted, in lower case), their names, SHA-256 of the body
package struct S3Signature: Sendable {
    package let credentials: S3Credentials
    package let region: String
    /// When the request is sent, in seconds since 1970-01-01 00:00 UTC.
    package let time: Int64

    package init(credentials: S3Credentials, region: String, time: Int64) {
        self.credentials = credentials
        self.region = region
        self.time = time
    }

    /// The fields to add to a request.
    ///
    /// - Parameters:
    ///   - path: Percent-encoded, as it is sent.
    ///   - query: Percent-encoded and sorted, as it is sent.
    ///   - fields: All that are to be signed besides those added here; `Host` among them.
    ///   - bodyDigest: SHA-256 of the body in hexadecimal digits, or `UNSIGNED-PAYLOAD`.
    package func fields(
        method: WebMethod, path: String, query: String, fields: [String: String], bodyDigest: String
    ) -> [String: String] {
        let stamp = WebDate(seconds: time).basicTimestamp
        let day = String(stamp.prefix(8))
        var added = ["x-amz-content-sha256": bodyDigest, "x-amz-date": stamp]
        if let token = credentials.sessionToken { added["x-amz-security-token"] = token.value }
        let signed = fields.merging(added) { $1 }
            .map { (name: $0.key.lowercased(), value: Self.trimmed($0.value)) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        let names = signed.map(\.name).joined(separator: ";")
        let canonical =
            [method.rawValue, path, query] + signed.map { "\($0.name):\($0.value)" } + ["", names, bodyDigest]
        let scope = "\(day)/\(region)/s3/aws4_request"
        let digest = Self.hexadecimal(SHA256.hash(data: Array(canonical.joined(separator: "\n").utf8)))
        let toSign = ["AWS4-HMAC-SHA256", stamp, scope, digest].joined(separator: "\n")
        let signature = Self.hexadecimal(Self.authenticate(toSign, key: key(day: day)))
        added["Authorization"] =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), SignedHeaders=\(names), "
            + "Signature=\(signature)"
        return added
    }

    private func key(day: String) -> SymmetricKey {
        var key = SymmetricKey(data: Array("AWS4\(credentials.secretAccessKey.value)".utf8))
        for part in [day, region, "s3", "aws4_request"] {
            key = SymmetricKey(data: Self.authenticate(part, key: key))
        }
        return key
    }

    private static func authenticate(_ text: String, key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        DigestValue(Array(bytes)).description
    }

    /// Without spaces at both ends, and with each run of them as one.
    private static func trimmed(_ value: String) -> String {
        value.split(separator: " ").joined(separator: " ")
    }
}

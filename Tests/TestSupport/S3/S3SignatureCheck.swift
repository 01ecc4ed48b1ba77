// SPDX-License-Identifier: Apache-2.0
import Crypto

/// Checks a request's signature as a store does: from what arrived alone.
struct S3SignatureCheck {
    struct Refusal {
        let status: Int
        let code: String
        let message: String
    }

    let rules: S3Double.Rules
    let now: Int64

    /// Why a request is refused, or nil.
    func refusal(of request: TestRequest, body: [UInt8]) -> Refusal? {
        guard let authorization = request.headers["authorization"] else {
            return Refusal(status: 403, code: "AccessDenied", message: "Access Denied")
        }
        let prefix = "AWS4-HMAC-SHA256 "
        var values: [String: String] = [:]
        for pair in authorization.dropFirst(prefix.count).split(separator: ",") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            values[parts[0].trimmingPrefix(while: { $0 == " " }).description] = String(parts[1])
        }
        guard authorization.hasPrefix(prefix), let credential = values["Credential"],
            let names = values["SignedHeaders"]?.split(separator: ";").map(String.init),
            let signature = values["Signature"], let date = request.headers["x-amz-date"],
            let seconds = HTTPTime.seconds(basic: date), let digest = request.headers["x-amz-content-sha256"]
        else { return malformed("The authorization header is malformed") }
        let scope = credential.split(separator: "/").map(String.init)
        guard scope.count == 5, scope[0] == rules.accessKeyID else {
            return Refusal(status: 403, code: "InvalidAccessKeyId", message: "The access key ID does not exist")
        }
        guard scope[2] == rules.region else {
            return malformed("the region '\(scope[2])' is wrong; expecting '\(rules.region)'")
        }
        guard scope[1] == date.prefix(8), scope[3] == "s3", scope[4] == "aws4_request" else {
            return malformed("the credential scope is wrong")
        }
        guard abs(seconds - now) <= 15 * 60 else {
            return Refusal(
                status: 403, code: "RequestTimeTooSkewed",
                message: "The difference between the request time and the current time is too large.")
        }
        guard request.headers["x-amz-security-token"] == rules.sessionToken else {
            return Refusal(status: 403, code: "InvalidToken", message: "The provided token is malformed")
        }
        let mustBeSigned = request.headers.keys.filter {
            $0.hasPrefix("x-amz-") || $0 == "host" || $0 == "content-type"
        }
        guard Set(names).isSuperset(of: mustBeSigned), names == names.sorted() else {
            return Refusal(status: 403, code: "AccessDenied", message: "There were headers which were not signed")
        }
        guard signature == expected(request, names: names, date: date, digest: digest) else {
            return Refusal(
                status: 403, code: "SignatureDoesNotMatch",
                message: "The request signature we calculated does not match the signature you provided.")
        }
        guard digest == "UNSIGNED-PAYLOAD" || digest == S3Double.hexadecimal(SHA256.hash(data: body)) else {
            return Refusal(
                status: 400, code: "XAmzContentSHA256Mismatch",
                message: "The provided 'x-amz-content-sha256' header does not match what was computed.")
        }
        return nil
    }

    private func malformed(_ message: String) -> Refusal {
        Refusal(status: 400, code: "AuthorizationHeaderMalformed", message: message)
    }

    private func expected(_ request: TestRequest, names: [String], date: String, digest: String) -> String {
        // What was sent is decoded and encoded again, so that another spelling of the same URL is found out.
        let path = PercentCoding.encode(PercentCoding.decode(request.path), keeping: "/")
        let query = request.queryValues.map { (PercentCoding.encode($0.key), PercentCoding.encode($0.value)) }
            .sorted { $0.0 < $1.0 }.map { $0.0 + "=" + $0.1 }.joined(separator: "&")
        var canonical = "\(request.method)\n\(path)\n\(query)\n"
        for name in names { canonical += "\(name):\(request.headers[name] ?? "")\n" }
        canonical += "\n\(names.joined(separator: ";"))\n\(digest)"
        let day = String(date.prefix(8))
        let hash = S3Double.hexadecimal(SHA256.hash(data: Array(canonical.utf8)))
        let text = "AWS4-HMAC-SHA256\n\(date)\n\(day)/\(rules.region)/s3/aws4_request\n\(hash)"
        var key = Array("AWS4\(rules.secretAccessKey)".utf8)
        for step in [day, rules.region, "s3", "aws4_request", text] {
            key = Array(HMAC<SHA256>.authenticationCode(for: Array(step.utf8), using: SymmetricKey(data: key)))
        }
        return S3Double.hexadecimal(key)
    }
}

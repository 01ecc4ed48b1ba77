// SPDX-License-Identifier: Apache-2.0
import Crypto
import Effects
import Synchronization

/// A strict stand-in for an S3-compatible store, to be served by a `TestServer`.
///
/// It checks signatures by its own reading of "Authenticating Requests (AWS Signature Version 4)", bodies against
/// `x-amz-content-sha256`, the clock, the session token and every header and query that it knows, and refuses the rest.
/// Behaviour follows the Amazon S3 API Reference: GetObject, HeadObject, PutObject with "conditional writes",
/// DeleteObject, ListObjectsV2, CreateMultipartUpload, UploadPart, CompleteMultipartUpload, AbortMultipartUpload, and
/// "Error responses".
package final class S3Double: Sendable {
    package struct Rules: Sendable {
        package var bucket = "bucket"
        package var region = "eu-central-1"
        package var accessKeyID = "AKIDEXAMPLE"
        package var secretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
        package var sessionToken: String?
        /// Overwrites in spite of conditions, as `rclone serve s3` does.
        package var ignoresConditions = false
        /// Keys a page.
        package var pageSize = 1000
        /// Seconds by which the store's clock is ahead.
        package var clockOffset: Int64 = 0
        package var smallestPart = 5 << 20

        package init() {}
    }

    /// An object as it is stored.
    package struct Object: Sendable, Hashable {
        package var bytes: [UInt8]
        package var tag: String
        /// `content-type`, `cache-control` and `x-amz-meta-…`.
        package var fields: [String: String]
        package var modified: Int64
    }

    struct Upload: Sendable {
        let key: String
        let fields: [String: String]
        var parts: [Int: (tag: String, bytes: [UInt8])] = [:]
    }

    struct State {
        var objects: [String: Object] = [:]
        var uploads: [String: Upload] = [:]
        var nextUpload = 1
    }

    package let rules: Rules
    let state = Mutex(State())

    package init(_ rules: Rules = Rules()) {
        self.rules = rules
    }

    /// All objects by their keys.
    package var objects: [String: Object] { state.withLock { $0.objects } }

    /// The uploads that were begun and neither completed nor aborted.
    package var openUploads: Int { state.withLock { $0.uploads.count } }

    /// What `StorageLocation` reads from the environment to come here.
    package func environment(_ server: TestServer) -> [String: String] {
        var values = [
            "AWS_ENDPOINT_URL_S3": server.url, "AWS_REGION": rules.region, "AWS_ACCESS_KEY_ID": rules.accessKeyID,
            "AWS_SECRET_ACCESS_KEY": rules.secretAccessKey,
        ]
        values["AWS_SESSION_TOKEN"] = rules.sessionToken
        return values
    }

    /// Runs `body` while the double is served.
    package static func serving<Result>(
        _ rules: Rules = Rules(), _ body: (S3Double, TestServer) async throws -> Result
    ) async throws -> Result {
        let double = S3Double(rules)
        return try await TestServer.run({ try await double.respond(to: $0) }) { server in
            try await body(double, server)
        }
    }

    package func respond(to request: TestRequest) async throws -> TestResponse {
        let body = try await request.body()
        if let length = request.headers["content-length"], Int(length) != body.count {
            return error(400, "IncompleteBody", "You did not provide the number of bytes specified")
        }
        if let refusal = S3SignatureCheck(rules: rules, now: now).refusal(of: request, body: body) {
            return error(refusal.status, refusal.code, refusal.message)
        }
        let parts = request.path.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: true)
        guard let bucket = parts.first, PercentCoding.decode(String(bucket)) == rules.bucket else {
            return error(404, "NoSuchBucket", "The specified bucket does not exist")
        }
        guard parts.count > 1 else {
            guard request.method == "GET", request.queryValues["list-type"] == "2" else { return notImplemented }
            return list(request.queryValues)
        }
        let key = PercentCoding.decode(String(parts[1]))
        guard key.utf8.count <= 1024 else { return error(400, "KeyTooLongError", "Your key is too long") }
        switch (request.method, request.queryValues["uploadId"]) {
        case ("GET", nil), ("HEAD", nil): return get(key)
        case ("PUT", nil): return put(key, body, request)
        case ("DELETE", nil):
            state.withLock { _ = $0.objects.removeValue(forKey: key) }
            return TestResponse(204)
        case ("POST", nil) where request.queryValues.keys.elementsEqual(["uploads"]): return begin(key, request)
        case ("PUT", let upload?): return part(key, upload, request, body)
        case ("POST", let upload?): return complete(key, upload, request, body)
        case ("DELETE", let upload?): return abort(upload)
        default: return notImplemented
        }
    }

    var now: Int64 { SystemClock().now() + rules.clockOffset }

    private var notImplemented: TestResponse {
        error(501, "NotImplemented", "A header or query you provided implies functionality that is not implemented")
    }

    func error(_ status: Int, _ code: String, _ message: String) -> TestResponse {
        TestResponse(
            status, headers: ["Content-Type": "application/xml", "Date": HTTPTime.text(now)],
            text: """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>\(code)</Code><Message>\(message)</Message><RequestId>1</RequestId></Error>
                """)
    }

    private func get(_ key: String) -> TestResponse {
        guard let object = state.withLock({ $0.objects[key] }) else {
            return error(404, "NoSuchKey", "The specified key does not exist.")
        }
        return TestResponse(headers: object.fields.merging(["ETag": object.tag]) { $1 }, body: object.bytes)
    }

    private func put(_ key: String, _ body: [UInt8], _ request: TestRequest) -> TestResponse {
        let tag = "\"" + Self.hexadecimal(Insecure.MD5.hash(data: body)) + "\""
        return store(key, Object(bytes: body, tag: tag, fields: Self.kept(request), modified: now), request)
            ?? TestResponse(headers: ["ETag": tag])
    }

    /// Puts an object in its place, unless a condition forbids it.
    func store(_ key: String, _ object: Object, _ request: TestRequest) -> TestResponse? {
        let refusal: (Int, String, String)? = state.withLock { state in
            if !rules.ignoresConditions {
                let old = state.objects[key]
                if let absent = request.headers["if-none-match"] {
                    guard absent == "*" else { return (501, "NotImplemented", "Only * is possible here") }
                    guard old == nil else { return Self.preconditionFailed }
                }
                if let expected = request.headers["if-match"] {
                    guard let old else { return (404, "NoSuchKey", "The specified key does not exist.") }
                    guard old.tag == expected else { return Self.preconditionFailed }
                }
            }
            state.objects[key] = object
            return nil
        }
        return refusal.map { error($0.0, $0.1, $0.2) }
    }

    private static let preconditionFailed = (
        412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold"
    )

    static func kept(_ request: TestRequest) -> [String: String] {
        request.headers.filter {
            ["content-type", "cache-control"].contains($0.key) || $0.key.hasPrefix("x-amz-meta-")
        }
    }

    static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
        digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}

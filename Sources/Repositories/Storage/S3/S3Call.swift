// SPDX-License-Identifier: Apache-2.0
import Effects

/// One request to a store, before it is signed; each attempt is signed anew.
struct S3Call: Sendable {
    let method: WebMethod
    /// The whole key; empty for the bucket itself.
    let key: String
    var query: [String: String] = [:]
    var fields: [String: String] = [:]
    var body: WebBody = .none
    /// SHA-256 of the body in hexadecimal digits.
    var bodyDigest: String = S3Call.digestOfNothing
    var destination: WebDestination = .memory(limit: 1 << 20)

    init(
        _ method: WebMethod, key: String, query: [String: String] = [:],
        destination: WebDestination = .memory(limit: 1 << 20)
    ) {
        self.method = method
        self.key = key
        self.query = query
        self.destination = destination
    }

    private static let digestOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
}

/// An answer that the caller has to judge: a success, 404 or 412.
struct S3Answer: Sendable {
    let request: WebRequest
    let response: WebResponse
    /// Whether an earlier attempt may have had its effect without anyone hearing of it.
    let mayRepeat: Bool
}

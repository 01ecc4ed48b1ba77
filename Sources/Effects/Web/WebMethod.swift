// SPDX-License-Identifier: Apache-2.0

/// What a request asks a server to do.
package enum WebMethod: String, Sendable, Hashable, Codable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case put = "PUT"
    case post = "POST"
    case patch = "PATCH"
    case delete = "DELETE"

    /// Whether doing it twice is as good as once (RFC 9110, 9.2.2).
    package var isIdempotent: Bool {
        switch self {
        case .get, .head, .put, .delete: true
        case .post, .patch: false
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What a test server remembers of a request.
package struct ServedRequest: Sendable, Hashable {
    /// From 0, in the order in which the heads arrived.
    package let index: Int
    package let method: String
    package let path: String
    package let query: String
    package let headers: [String: String]
}

extension ServedRequest: CustomStringConvertible {
    package var description: String { "\(method) \(path)" + (query.isEmpty ? "" : "?\(query)") }
}

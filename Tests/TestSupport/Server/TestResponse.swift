// SPDX-License-Identifier: Apache-2.0

/// What a test server answers.
package struct TestResponse: Sendable, Hashable {
    package var status: Int
    package var headers: [String: String]
    package var body: [UInt8]

    package init(_ status: Int = 200, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package init(_ status: Int = 200, headers: [String: String] = [:], text: String) {
        self.init(status, headers: headers, body: Array(text.utf8))
    }

    package static func json(_ status: Int = 200, _ text: String, headers: [String: String] = [:]) -> TestResponse {
        TestResponse(
            status, headers: headers.merging(["Content-Type": "application/json; charset=utf-8"]) { $1 }, text: text)
    }
}

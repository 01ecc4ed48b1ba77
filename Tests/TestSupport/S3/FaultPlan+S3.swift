// SPDX-License-Identifier: Apache-2.0

extension FaultPlan {
    /// What goes wrong with a request to an S3-compatible store, which is counted with those to all other services.
    ///
    /// Where a store has its own words for it, it says them: it slows publishers down by 503 `SlowDown`.
    package func storeFault(of request: ServedRequest) -> ServerFault? {
        let seen = DoubleRequest(
            method: request.method, path: request.path, query: [:], headers: request.headers, body: .bytes([]),
            origin: "")
        return switch fault(of: seen) {
        case nil: nil
        case .resetBefore: .resetBefore
        case .resetAfter: .resetAfter
        case .internalError: .reply(Self.error(500, "InternalError"))
        case .badGateway: .replyAfter(TestResponse(502, text: "<html>502 Bad Gateway</html>"))
        case .unavailable: .reply(Self.error(503, "ServiceUnavailable"))
        case .tooManyRequests: .reply(Self.error(429, "TooManyRequests"))
        case .secondaryLimit: .reply(Self.error(503, "SlowDown"))
        case .slowBody: .slow
        case .truncatedBody: .truncate
        }
    }

    private static func error(_ status: Int, _ code: String) -> TestResponse {
        TestResponse(
            status, headers: ["Content-Type": "application/xml", "Retry-After": "0"],
            text: """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>\(code)</Code><Message>Please reduce your request rate.</Message></Error>
                """)
    }
}

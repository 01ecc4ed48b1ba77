// SPDX-License-Identifier: Apache-2.0
import Effects
import Testing

@Suite("Retry policy")
struct RetryPolicyTests {
    private func pause(
        _ status: Int, _ headers: WebHeaders = [:], method: WebMethod = .get, attempt: Int = 1, jitter: Double = 1,
        policy: RetryPolicy = .standard
    ) -> Duration? {
        let request = WebRequest(method, "http://example.org")
        let response = WebResponse(status: status, headers: headers, body: [], url: request.url)
        return policy.pause(after: attempt, of: request, .success(response), now: 1_000, jitter: jitter)
    }

    @Test(arguments: [
        (1, 0.0, 250), (1, 1.0, 500), (2, 1.0, 1_000), (3, 0.5, 1_500), (4, 1.0, 4_000), (1, -5.0, 250), (1, 7.0, 500),
    ])
    func `doubles its pauses and spreads them`(_ attempt: Int, _ jitter: Double, _ milliseconds: Int) {
        #expect(RetryPolicy.standard.backoff(after: attempt, jitter: jitter) == .milliseconds(milliseconds))
    }

    @Test func `ends, and has a longest pause`() {
        #expect(RetryPolicy.standard.backoff(after: 5, jitter: 1) == nil)
        #expect(RetryPolicy.never.backoff(after: 1, jitter: 1) == nil)
        let patient = RetryPolicy(attempts: .max)
        #expect(patient.backoff(after: 1_000_000, jitter: 1) == .seconds(20))
    }

    @Test(arguments: [200, 204, 301, 304, 400, 401, 403, 404, 409, 412, 422, 501])
    func `leaves an answer that would be the same again`(_ status: Int) {
        #expect(pause(status) == nil)
    }

    @Test(arguments: [408, 429, 500, 502, 503, 504])
    func `tries again after trouble`(_ status: Int) {
        #expect(pause(status) == .milliseconds(500))
        #expect(pause(status, attempt: 5) == nil)
        #expect(pause(status, method: .post) == (status == 429 ? .milliseconds(500) : nil))
    }

    @Test func `waits as long as the server asks, within its limit`() {
        #expect(pause(503, ["Retry-After": "7"]) == .seconds(7))
        #expect(pause(503, ["Retry-After": "7"], method: .post) == .seconds(7))
        #expect(pause(403, ["retry-after": "60"]) == .seconds(60))
        #expect(pause(429, ["Retry-After": "0"]) == .milliseconds(500))
        #expect(pause(429, ["Retry-After": "121"]) == nil)
        let date: WebHeaders = [
            "Date": "Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After": "Sun, 06 Nov 1994 08:50:07 GMT",
        ]
        #expect(pause(503, date) == .seconds(30))
        #expect(pause(503, ["Retry-After": "soon"]) == .milliseconds(500))
    }

    @Test func `waits until GitHub's limit is reset, by the server's own clock`() {
        let headers: WebHeaders = [
            "Date": "Sun, 06 Nov 1994 08:49:37 GMT", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "784111807",
        ]
        #expect(pause(403, headers) == .seconds(31))
        #expect(pause(403, headers, method: .post) == .seconds(31))
        #expect(pause(403, ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1005"]) == .seconds(6))
        #expect(pause(403, ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "4600"]) == nil)
        #expect(pause(403, ["x-ratelimit-remaining": "5", "x-ratelimit-reset": "1005"]) == nil)
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199), ("Fri, 31 Dec 1999 23:59:60 GMT", 946_684_800),
    ])
    func `reads dates as HTTP writes them`(_ text: String, _ seconds: Int64) {
        #expect(WebDate(parsing: text)?.seconds == seconds)
    }

    @Test(arguments: [
        "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 6x Nov 1994 08:49:37 GMT",
        "Sun, 06 Now 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 99999999999999999999 Nov 1994 08:49:37 GMT",
    ])
    func `reads no other dates`(_ text: String) {
        #expect(WebDate(parsing: text) == nil)
    }
}

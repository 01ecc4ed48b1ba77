// SPDX-License-Identifier: Apache-2.0
import Effects
import Synchronization

/// A web client that notes what it is asked.
final class CountingWeb: WebClient {
    struct Noted: Sendable {
        let method: WebMethod
        let url: String
        /// The bytes sent.
        let size: UInt64
    }

    private let web = Web()
    private let noted = Mutex<[Noted]>([])

    var requests: [Noted] { noted.withLock { $0 } }

    func reset() { noted.withLock { $0 = [] } }

    func send(_ request: WebRequest) async throws(WebError) -> WebResponse {
        noted.withLock { $0.append(Noted(method: request.method, url: request.url, size: request.body.size)) }
        return try await web.send(request)
    }

    func pause(_ duration: Duration) async throws(WebError) { try await web.pause(duration) }

    func jitter() -> Double { web.jitter() }
}

// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// The machine's HTTP client. It starts with its first request and ends with its last reference.
///
/// TLS trusts the system's authorities, or those in `SSL_CERT_FILE` and `SSL_CERT_DIR`; proxies are those of the usual
/// environment variables. Connections are kept for a few seconds.
package final class Web: WebClient {
    private let environment: Environment
    private let proxies: ProxySettings
    private let userAgent: String
    private let clock: any ReleaseClock
    private let sleep: @Sendable (Duration) async throws -> Void
    private let randomNumber: @Sendable () -> Double
    /// One client for each way out, made when the first request takes it.
    private let clients = Mutex<[WebProxy?: HTTPClient]>([:])

    /// - Parameters:
    ///   - userAgent: `fledge/X.Y.Z`.
    ///   - sleep: What pauses between attempts are; tests give one that returns at once.
    ///   - randomNumber: From 0 to 1.
    package init(
        environment: Environment = Environment([:]), userAgent: String = "fledge",
        clock: any ReleaseClock = SystemClock(),
        sleep: @Sendable @escaping (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        randomNumber: @Sendable @escaping () -> Double = { Double.random(in: 0...1) }
    ) {
        self.environment = environment
        self.userAgent = userAgent
        self.clock = clock
        self.sleep = sleep
        self.randomNumber = randomNumber
        proxies = ProxySettings(environment)
    }

    deinit {
        // Each client stays alive until it has closed its connections; the threads are shared by all and never end.
        for client in clients.withLock({ $0.values }) { client.shutdown { _ in } }
    }

    package func send(_ request: WebRequest) async throws(WebError) -> WebResponse {
        var attempt = 1
        while true {
            let outcome = await Self.outcome { () async throws(WebError) in try await self.follow(request) }
            let pause = request.retry.pause(
                after: attempt, of: request, outcome, now: clock.now(), jitter: randomNumber())
            guard let pause else { return try outcome.get() }
            try await self.pause(pause)
            attempt += 1
        }
    }

    package func pause(_ duration: Duration) async throws(WebError) {
        do { try await sleep(duration) } catch { throw .cancelled }
    }

    package func jitter() -> Double {
        randomNumber()
    }

    private static func outcome(
        _ body: () async throws(WebError) -> WebResponse
    ) async -> Result<WebResponse, WebError> {
        do throws(WebError) { return .success(try await body()) } catch { return .failure(error) }
    }

    /// One attempt, with the redirections that the request allows.
    private func follow(_ first: WebRequest) async throws(WebError) -> WebResponse {
        var request = first
        for _ in 0..<max(first.redirections, 0) {
            let response = try await exchange(request)
            guard [301, 302, 303, 307, 308].contains(response.status), let location = response.headers["Location"]
            else {
                return response
            }
            request = try Self.redirected(request, to: location)
        }
        return try await exchange(request)
    }

    private static func redirected(_ request: WebRequest, to location: String) throws(WebError) -> WebRequest {
        var next = request
        guard let url = WebAddress.resolve(location, from: request.url), let target = WebAddress(url),
            let origin = WebAddress(request.url), origin.scheme == target.scheme || target.scheme == "https"
        else { throw .failed(WebFailure(request, .badRedirection(WebAddress.shown(location)))) }
        next.url = url
        if target != origin { next.headers.removeSecrets() }
        return next
    }

    /// Sends a request once, within its deadline.
    private func exchange(_ request: WebRequest) async throws(WebError) -> WebResponse {
        let client = try client(for: request)
        let userAgent = userAgent
        FaultPoint.pass()
        do {
            return try await withThrowingTaskGroup(of: WebResponse?.self) { group in
                defer { group.cancelAll() }
                group.addTask { try await WebExchange(request: request, userAgent: userAgent).run(with: client) }
                group.addTask {
                    try await Task.sleep(for: request.deadline)
                    return nil
                }
                guard let first = try await group.next(), let response = first else {
                    throw WebError.failed(WebFailure(request, .deadline(request.deadline)))
                }
                return response
            }
        } catch let error as WebError {
            throw error
        } catch {
            if Task.isCancelled { throw .cancelled }
            throw .failed(WebFailure(request, WebFailure.Reason(error, of: request)))
        }
    }

    private func client(for request: WebRequest) throws(WebError) -> HTTPClient {
        guard let address = WebAddress(request.url) else { throw .failed(WebFailure(request, .badURL)) }
        let proxy: WebProxy?
        do throws(UnreadableProxy) {
            proxy = try proxies.proxy(for: address)
        } catch {
            throw .failed(WebFailure(request, .badProxy(variable: error.variable)))
        }
        return clients.withLock { clients in
            if let client = clients[proxy] { return client }
            let client = HTTPClient(
                eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration(proxy))
            clients[proxy] = client
            return client
        }
    }

    private func configuration(_ proxy: WebProxy?) -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let file = environment["SSL_CERT_FILE"] { tls.trustRoots = .file(file) }
        if let folder = environment["SSL_CERT_DIR"] { tls.additionalTrustRoots.append(.file(folder)) }
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: tls, redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(15), read: .seconds(120), write: .seconds(120)), proxy: nil,
            ignoreUncleanSSLShutdown: false, decompression: .disabled)
        configuration.httpVersion = .http1Only
        configuration.proxy = proxy.map(Self.proxy)
        // Servers close what is idle after five seconds and more; a connection that they closed costs a failed request.
        configuration.connectionPool.idleTimeout = .seconds(4)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 32
        // Attempts are counted here, not there.
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    private static func proxy(_ proxy: WebProxy) -> HTTPClient.Configuration.Proxy {
        switch proxy.kind {
        case .socks5: return .socksServer(host: proxy.host, port: proxy.port)
        case .http:
            guard let credentials = proxy.credentials?.value else { return .server(host: proxy.host, port: proxy.port) }
            let parts = credentials.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init)
            return .server(
                host: proxy.host, port: proxy.port,
                authorization: .basic(username: parts[0], password: parts.count > 1 ? parts[1] : ""))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import SystemPackage

extension WebFailure.Reason {
    /// What an error of the client below means to the one who asked.
    init(_ error: any Error, of request: WebRequest) {
        switch error {
        case let error as FileError: self = .file(error)
        case let error as HTTPClientError: self.init(error)
        case let error as NIOConnectionError: self = .unreachable(Self.words(error))
        case let error as NIOSSLError: self.init(error)
        case is BoringSSLError, is NIOSSLExtraError: self = .untrusted(request.redact("\(error)"))
        case let error as HTTPParserError:
            // The connection's end in the middle of a body is reported as an error of grammar.
            self = error == .invalidEOFState ? .connectionLost : .notHTTP("\(error)")
        case let error as IOError where Self.isUnreachable(error.errnoCode):
            let address = WebAddress(request.url)
            self = .unreachable("`\(address?.host ?? ""):\(address?.port ?? 0)`: \(Errno(rawValue: error.errnoCode))")
        case is IOError, is ChannelError: self = .connectionLost
        default: self = .other(request.redact("\(error)"))
        }
    }

    private init(_ error: HTTPClientError) {
        switch error {
        case .remoteConnectionClosed, .uncleanShutdown, .requestStreamCancelled: self = .connectionLost
        case .readTimeout, .writeTimeout: self = .deadline(.seconds(120))
        case .connectTimeout, .tlsHandshakeTimeout: self = .unreachable("no answer in 15 s")
        case .socksHandshakeTimeout, .httpProxyHandshakeTimeout, .invalidProxyResponse:
            self = .unreachable("the proxy does not answer")
        case .proxyAuthenticationRequired: self = .unreachable("the proxy wants a user and a password")
        case .invalidURL, .emptyHost, .emptyScheme: self = .badURL
        default: self = .other(error.shortDescription)
        }
    }

    private init(_ error: NIOSSLError) {
        switch error {
        case .uncleanShutdown: self = .connectionLost
        case .handshakeFailed(let inner): self = .untrusted("\(inner)")
        default: self = .untrusted("\(error)")
        }
    }

    private static func isUnreachable(_ code: CInt) -> Bool {
        let errno = Errno(rawValue: code)
        return [.connectionRefused, .hostIsDown, .noRouteToHost, .networkDown, .networkUnreachable].contains(errno)
    }

    private static func words(_ error: NIOConnectionError) -> String {
        if error.connectionErrors.isEmpty, error.dnsAError != nil || error.dnsAAAAError != nil {
            return "there is no host `\(error.host)`"
        }
        let codes = error.connectionErrors.compactMap { ($0.error as? IOError)?.errnoCode }
        guard let code = codes.first else { return "`\(error.host):\(error.port)` does not answer" }
        return "`\(error.host):\(error.port)`: \(Errno(rawValue: code))"
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The proxies that the usual environment variables name, the lower-case spelling first.
///
/// `NO_PROXY` is a list of hosts, each with all names below it, with an optional port; `*` is every host. Loopback
/// addresses are never asked for through a proxy. A proxy is asked to `CONNECT`, for `http` too.
struct ProxySettings: Sendable, Hashable {
    private let environment: Environment

    init(_ environment: Environment) {
        self.environment = environment
    }

    /// The way to an address; nil is the direct one.
    func proxy(for address: WebAddress) throws(UnreadableProxy) -> WebProxy? {
        guard !isDirect(address) else { return nil }
        for name in ["\(address.scheme)_proxy", "all_proxy"] {
            for variable in [name, name.uppercased()] {
                guard let value = environment[variable] else { continue }
                guard let proxy = WebProxy(parsing: value) else { throw UnreadableProxy(variable: variable) }
                return proxy
            }
        }
        return nil
    }

    private func isDirect(_ address: WebAddress) -> Bool {
        if address.host == "localhost" || address.host == "::1" || address.host.hasPrefix("127.") { return true }
        let list = environment["no_proxy"] ?? environment["NO_PROXY"] ?? ""
        return list.split { $0 == "," || $0 == " " }.contains { entry in
            if entry == "*" { return true }
            var name = entry.lowercased()
            if let colon = name.lastIndex(of: ":"), let port = Int(name[name.index(after: colon)...]),
                name.firstIndex(of: ":") == colon
            {
                guard port == address.port else { return false }
                name = String(name[..<colon])
            }
            if name.hasPrefix("*.") { name.removeFirst(2) }
            if name.hasPrefix(".") { name.removeFirst() }
            return !name.isEmpty && (address.host == name || address.host.hasSuffix("." + name))
        }
    }
}

/// A variable whose value names no proxy that can be used.
struct UnreadableProxy: Error, Hashable {
    let variable: String
}

/// A proxy to ask through.
struct WebProxy: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case http, socks5
    }

    let kind: Kind
    let host: String
    let port: Int
    /// `user:password`, with percent-encoding undone.
    let credentials: Secret?

    /// `http://user:password@host:port`, `socks5://host:port` or `host:port`.
    init?(parsing text: String) {
        var rest = Substring(text)
        var kind = Kind.http
        if let separator = rest.firstRange(of: "://") {
            switch rest[..<separator.lowerBound].lowercased() {
            case "http": kind = .http
            case "socks5", "socks5h", "socks": kind = .socks5
            default: return nil
            }
            rest = rest[separator.upperBound...]
        }
        rest = rest.prefix { $0 != "/" }
        var credentials: Secret?
        if let at = rest.lastIndex(of: "@") {
            guard let user = Self.decoded(rest[..<at]) else { return nil }
            credentials = Secret(user)
            rest = rest[rest.index(after: at)...]
        }
        var port = kind == .http ? 80 : 1080
        if let colon = rest.lastIndex(of: ":"), !rest.hasSuffix("]") {
            guard let number = Int(rest[rest.index(after: colon)...]), (1...65_535).contains(number) else { return nil }
            port = number
            rest = rest[..<colon]
        }
        if rest.hasPrefix("["), rest.hasSuffix("]") { rest = rest.dropFirst().dropLast() }
        guard !rest.isEmpty else { return nil }
        self.kind = kind
        self.host = String(rest)
        self.port = port
        self.credentials = credentials
    }

    /// A text without percent-encoding, or nil where that is broken.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

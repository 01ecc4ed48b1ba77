// SPDX-License-Identifier: Apache-2.0
import Dispatch

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A TCP socket that accepts connections, and hands their requests to a receptionist.
package struct Listener: Sendable {
    /// The longest request head that is read, in bytes.
    private static let headLimit = 16 * 1024
    /// How long a client may be silent, in seconds.
    private static let patience = 5

    private let socket: Int32
    /// The port: the one asked for, or the one that the system chose for 0.
    package let port: UInt16

    /// Listens on a numeric IPv4 or IPv6 address.
    package init(host: String, port: UInt16) throws(ListenerError) {
        let isVersion6 = host.contains(":")
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        let descriptor = Self.systemSocket(isVersion6 ? AF_INET6 : AF_INET, stream)
        guard descriptor >= 0 else { throw .cannotListen(host: host, port: port, code: errno) }
        var reuse: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
        do throws(ListenerError) {
            try isVersion6
                ? Self.bind(descriptor, version6: host, port: port)
                : Self.bind(descriptor, version4: host, port: port)
            guard listen(descriptor, 64) == 0 else {
                throw ListenerError.cannotListen(host: host, port: port, code: errno)
            }
        } catch {
            close(descriptor)
            throw error
        }
        socket = descriptor
        self.port = Self.boundPort(descriptor) ?? port
    }

    /// Answers until a byte arrives on `stop`, a file descriptor; then closes the socket.
    package func serve(_ receptionist: Receptionist, until stop: Int32) {
        defer { close(socket) }
        let connections = DispatchQueue(label: "connections", attributes: .concurrent)
        let pending = DispatchGroup()
        while true {
            var waiting = [
                pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
                pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&waiting, nfds_t(waiting.count), -1) > 0 else { continue }
            if waiting[1].revents != 0 { break }
            let connection = accept(socket, nil, nil)
            guard connection >= 0 else { continue }
            connections.async(group: pending) { Self.converse(on: connection, with: receptionist) }
        }
        _ = pending.wait(timeout: .now() + .seconds(Self.patience))
    }

    private static func systemSocket(_ family: Int32, _ kind: Int32) -> Int32 {
        #if canImport(Darwin)
            Darwin.socket(family, kind, 0)
        #elseif canImport(Musl)
            Musl.socket(family, kind, 0)
        #else
            Glibc.socket(family, kind, 0)
        #endif
    }

    private static func bind(_ descriptor: Int32, version4 host: String, port: UInt16) throws(ListenerError) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { throw .notAnAddress(host) }
        try bind(descriptor, to: address, host: host, port: port)
    }

    private static func bind(_ descriptor: Int32, version6 host: String, port: UInt16) throws(ListenerError) {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        guard inet_pton(AF_INET6, host, &address.sin6_addr) == 1 else { throw .notAnAddress(host) }
        try bind(descriptor, to: address, host: host, port: port)
    }

    private static func bind<Address>(
        _ descriptor: Int32, to address: Address, host: String, port: UInt16
    ) throws(ListenerError) {
        let status = withUnsafeBytes(of: address) { bytes in
            systemBind(descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        guard status == 0 else { throw .cannotListen(host: host, port: port, code: errno) }
    }

    private static func systemBind(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>?, _ size: socklen_t) -> Int32
    {
        #if canImport(Darwin)
            Darwin.bind(descriptor, address, size)
        #elseif canImport(Musl)
            Musl.bind(descriptor, address, size)
        #else
            Glibc.bind(descriptor, address, size)
        #endif
    }

    private static func boundPort(_ descriptor: Int32) -> UInt16? {
        var address = sockaddr_in6()
        var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let status = withUnsafeMutableBytes(of: &address) { bytes in
            getsockname(descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size)
        }
        // The port is at the same place in IPv4 and IPv6 addresses.
        return status == 0 ? UInt16(bigEndian: address.sin6_port) : nil
    }

    /// Reads one request, answers it and closes the connection.
    private static func converse(on connection: Int32, with receptionist: Receptionist) {
        defer { close(connection) }
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(connection, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        guard let head = readHead(from: connection) else { return }
        guard let request = Request(parsing: head) else {
            write(Response(.badRequest, "this is no HTTP request").bytes(for: "GET"), to: connection)
            return
        }
        write(receptionist.answer(request).bytes(for: request.method), to: connection)
    }

    /// The bytes up to the first empty line, or `nil` if the client leaves, is silent or says too much before it.
    private static func readHead(from connection: Int32) -> String? {
        var received: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 2048)
        while received.count < headLimit {
            let count = recv(connection, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            received += chunk[..<count]
            if let end = received.firstRange(of: Array("\r\n\r\n".utf8)) {
                return String(decoding: received[..<end.lowerBound], as: UTF8.self)
            }
        }
        return nil
    }

    private static func write(_ bytes: [UInt8], to connection: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, noSignal) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// A client that hangs up early must not end the program. Darwin has no such flag; there `SIGPIPE` is ignored.
    private static var noSignal: Int32 {
        #if canImport(Darwin)
            0
        #else
            Int32(MSG_NOSIGNAL)
        #endif
    }
}

/// Why no connections can be accepted.
package enum ListenerError: Error, Equatable, CustomStringConvertible {
    case notAnAddress(String)
    case cannotListen(host: String, port: UInt16, code: Int32)

    package var description: String {
        switch self {
        case .notAnAddress(let host): "`\(host)` is not a numeric IPv4 or IPv6 address"
        case .cannotListen(let host, let port, let code):
            "cannot listen on \(host) port \(port): \(String(cString: strerror(code)))"
        }
    }
}

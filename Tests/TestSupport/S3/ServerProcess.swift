// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
import Synchronization
import SystemPackage
#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Servers of others that end, and whose folders are removed, when this process ends in whatever way.
enum ServerProcess {
    static func makeFolder() throws -> FilePath {
        let folder = FilePath(NSTemporaryDirectory()).appending("fledge-server-\(UUID().uuidString)")
        try Files().createDirectory(folder, mode: 0o700)
        return folder
    }

    /// Ports of the loopback interface that nobody listens on, below those that connections get by themselves.
    static func freePorts(_ count: Int) throws -> [Int] {
        var ports: [Int] = []
        for _ in 0..<1000 where ports.count < count {
            let port = Int.random(in: 10_000..<32_000)
            if !ports.contains(port), isFree(port) { ports.append(port) }
        }
        guard ports.count == count else { throw TestServerError.didNotStart("no free ports") }
        return ports
    }

    private static func isFree(_ port: Int) -> Bool {
        #if canImport(Darwin)
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    /// Calls `body` again when another process was faster to take a port.
    static func retrying(_ body: () async throws -> String) async throws -> String {
        for _ in 0..<4 {
            do {
                return try await body()
            } catch TestServerError.portWasTaken {
                continue
            }
        }
        return try await body()
    }

    /// What keeps the servers running: the ends that are written to are closed by the end of this process alone.
    private static let pipes = Mutex<[Pipe]>([])

    /// Starts a program; its output goes to `log` in the folder.
    static func start(_ program: String, in folder: FilePath, _ arguments: [String]) throws {
        guard let path = Machine.current().programs.find(program) else {
            throw TestServerError.didNotStart("\(program) is not there")
        }
        // The shell's standard input ends when this process does.
        let script =
            #"exec 3<&0; "$@" >log 2>&1 </dev/null & cat <&3 >/dev/null; kill -9 $! 2>/dev/null; cd /; rm -rf "$0""#
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", script, folder.string, path] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.string)
        let pipe = Pipe()
        process.standardInput = pipe
        // No other child may hold the end that is written to.
        _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        try process.run()
        pipes.withLock { $0.append(pipe) }
    }

    static func waitUntilItAnswers(_ url: String, _ program: String, in folder: FilePath) async throws {
        let web = Web()
        for _ in 0..<600 {
            if (try? await web.send(WebRequest(.get, url, deadline: .seconds(2), retry: .never))) != nil { return }
            if log(in: folder).contains("address already in use") { throw TestServerError.portWasTaken }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw TestServerError.didNotStart("\(program): \(log(in: folder).suffix(2000))")
    }

    private static func log(in folder: FilePath) -> String {
        (try? Files().readText(folder.appending("log"), limit: 1 << 20)) ?? ""
    }
}

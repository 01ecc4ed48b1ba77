// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
import Greeting
import Testing

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@Suite("The listener")
struct ListenerTests {
    @Test func `answers over TCP until it is stopped`() async throws {
        let listener = try Listener(host: "127.0.0.1", port: 0)
        let receptionist = Receptionist(greetings: try .bundled(), language: "en", name: "world")
        let stop = Pipe()
        let stopped = DispatchSemaphore(value: 0)
        DispatchQueue(label: "listener").async {
            listener.serve(receptionist, until: stop.fileHandleForReading.fileDescriptor)
            stopped.signal()
        }
        let url = try #require(URL(string: "http://127.0.0.1:\(listener.port)/?name=Ada&language=de"))
        let (body, response) = try await URLSession.shared.data(from: url)
        #expect((response as? HTTPURLResponse)?.statusCode == 200)
        #expect(String(decoding: body, as: UTF8.self) == "Hallo, Ada!\n")
        stop.fileHandleForWriting.write(Data([1]))
        #expect(stopped.wait(seconds: 10) == .success)
        _ = try Listener(host: "127.0.0.1", port: listener.port)
    }

    @Test func `refuses a port that is taken`() throws {
        let first = try Listener(host: "127.0.0.1", port: 0)
        #expect(throws: ListenerError.cannotListen(host: "127.0.0.1", port: first.port, code: EADDRINUSE)) {
            try Listener(host: "127.0.0.1", port: first.port)
        }
    }

    @Test func `refuses a host that is not an address`() {
        #expect(throws: ListenerError.notAnAddress("localhost")) { try Listener(host: "localhost", port: 0) }
    }
}

extension DispatchSemaphore {
    /// Waits in the calling thread.
    fileprivate func wait(seconds: Int) -> DispatchTimeoutResult { wait(timeout: .now() + .seconds(seconds)) }
}

// SPDX-License-Identifier: Apache-2.0

import Effects
import Testing
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

@Suite("Interrupts", .serialized)
struct InterruptsTests {
    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `cancel the work`(_ number: Int32) async throws {
        await #expect(throws: CancellationError.self) {
            try await Interrupts.withCancellation {
                kill(getpid(), number)
                try await Task.sleep(for: .seconds(1000))
            }
        }
        #expect(Interrupts.wereReceived)
    }

    @Test func `leave the result of work that ends all the same`() async throws {
        let result = try await Interrupts.withCancellation {
            kill(getpid(), SIGINT)
            while !Task.isCancelled { await Task.yield() }
            return "cleaned up"
        }
        #expect(result == "cleaned up")
    }

    @Test func `change nothing when there are none`() async throws {
        #expect(try await Interrupts.withCancellation { 7 } == 7)
        #expect(!Interrupts.wereReceived)
    }
}

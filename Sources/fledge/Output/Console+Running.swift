// SPDX-License-Identifier: Apache-2.0
import Effects

extension Console {
    /// Does a command's work: Ctrl-C ends it, a terminal shows its progress, and its failure is printed here.
    nonisolated func running<Result: Sendable>(
        _ body: @Sendable @escaping () async throws -> Result
    ) async throws -> Result {
        do {
            let result = try await Interrupts.withCancellation(announce: { await self.announceInterrupt() }) {
                try await self.whileTicking(body)
            }
            await finish()
            return result
        } catch {
            await finish()
            throw await Failure(error).shown(on: self)
        }
    }

    /// Runs `body`, and draws the line of progress anew each second where there is one.
    private nonisolated func whileTicking<Result: Sendable>(
        _ body: @Sendable @escaping () async throws -> Result
    ) async throws -> Result {
        guard case .terminal = style, volume > .quiet else { return try await body() }
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                while !Task.isCancelled {
                    await self.drawProgress()
                    try? await Task.sleep(for: .seconds(1))
                }
                return nil
            }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let ended { return ended }
            }
            throw CancellationError()
        }
    }
}

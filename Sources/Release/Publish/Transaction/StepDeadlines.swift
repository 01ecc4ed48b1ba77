// SPDX-License-Identifier: Apache-2.0
import Project

/// How long a channel may take for a step. Each request has a deadline of its own; this one is for a server that answers
/// each of them, and never comes to an end.
package struct StepDeadlines: Sendable, Hashable {
    package var observe = Duration.seconds(15 * 60)
    /// Gigabytes may have to go over a slow line.
    package var stage = Duration.seconds(12 * 3600)
    /// packagecloud gets its packages here.
    package var commit = Duration.seconds(3600)
    package var verify = Duration.seconds(3600)
    package var revert = Duration.seconds(3600)

    package init() {}

    /// Does a step, or throws when its time is over.
    func limit<Result: Sendable>(
        _ time: Duration, _ label: String, _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: time)
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let result = first else {
                throw Diagnostic(
                    "`\(label)` did not come to an end within \(time.components.seconds) s",
                    hint: "see whether the service is well, then run the same command again", exit: .workFailed)
            }
            return result
        }
    }
}

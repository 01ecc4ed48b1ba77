// SPDX-License-Identifier: Apache-2.0

extension GitRepository {
    /// Asks git two questions at the same time, since most of an answer's time is git's start.
    static func atOnce<One: Sendable, Other: Sendable>(
        _ one: @Sendable () async throws(Diagnostic) -> One, _ other: @Sendable () async throws(Diagnostic) -> Other
    ) async throws(Diagnostic) -> (One, Other) {
        async let first = outcome(one)
        async let second = outcome(other)
        let (found, known) = (await first, await second)
        return (try found.get(), try known.get())
    }

    static func outcome<Answer: Sendable>(
        _ question: @Sendable () async throws(Diagnostic) -> Answer
    ) async -> Result<Answer, Diagnostic> {
        do throws(Diagnostic) { return .success(try await question()) } catch { return .failure(error) }
    }
}

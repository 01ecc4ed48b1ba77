// SPDX-License-Identifier: Apache-2.0

/// Runs work over inputs in child tasks, and hands the results on in the order of the inputs.
package struct OrderedPipeline: Sendable {
    /// The tasks that run at a time, at least 1.
    let jobs: Int

    package init(jobs: Int) {
        self.jobs = max(1, jobs)
    }

    /// Works until `next` returns nil and the last result is handed on.
    ///
    /// At most `jobs` inputs are worked on, one more is ready, and as many results as `jobs` wait
    /// for an earlier one.
    /// - Parameters:
    ///   - budget: The most that the inputs worked on, and those whose results wait, may cost together;
    ///     a single input may cost more.
    ///   - cost: What an input costs.
    ///   - next: Produces the next input; called by one task.
    ///   - work: Turns an input into a result, in a task of its own.
    ///   - emit: Takes the results in order; called by one task.
    package func run<Input: Sendable, Output: Sendable>(
        budget: Int = .max,
        cost: (Input) -> Int = { _ in 0 },
        next: () throws -> Input?,
        work: @escaping @Sendable (Input) throws -> Output,
        emit: (Output) throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: (Int, Output).self) { group in
            var finished: [Int: Output] = [:]
            var costs: [Int: Int] = [:]
            var spent = 0
            var started = 0
            var emitted = 0
            var running = 0
            var input = try next()
            while input != nil || running > 0 {
                while let ready = input, running < jobs, started - emitted < 2 * jobs {
                    let index = started
                    let price = cost(ready)
                    guard started == emitted || spent + price <= budget else { break }
                    costs[index] = price
                    spent += price
                    group.addTask { (index, try work(ready)) }
                    started += 1
                    running += 1
                    input = try next()
                }
                guard let (index, output) = try await group.next() else { break }
                running -= 1
                finished[index] = output
                while let output = finished.removeValue(forKey: emitted) {
                    spent -= costs.removeValue(forKey: emitted) ?? 0
                    emitted += 1
                    try emit(output)
                }
                try Task.checkCancellation()
            }
        }
    }
}

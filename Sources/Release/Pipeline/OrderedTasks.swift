// SPDX-License-Identifier: Apache-2.0

/// Runs `body` for all items, at most `limit` at once, and returns the results in the items' order.
///
/// The first error cancels what runs, and is thrown when that has ended; items not yet begun are left.
package func inOrder<Item: Sendable, Result: Sendable>(
    _ items: [Item], atMost limit: Int, _ body: @escaping @Sendable (Item) async throws -> Result
) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
        var results: [Int: Result] = [:]
        var next = 0
        while next < min(max(1, limit), items.count) {
            let index = next
            group.addTask { @concurrent in (index, try await body(items[index])) }
            next += 1
        }
        while let (index, result) = try await group.next() {
            results[index] = result
            if next < items.count {
                let following = next
                group.addTask { @concurrent in (following, try await body(items[following])) }
                next += 1
            }
        }
        return items.indices.compactMap { results[$0] }
    }
}

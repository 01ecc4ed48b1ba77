// SPDX-License-Identifier: Apache-2.0
import Release
import Synchronization
import Testing

@Suite("Tasks in order")
struct OrderedTasksTests {
    @Test(arguments: [1, 2, 5, 100])
    func `give their results in the items' order`(_ limit: Int) async throws {
        let results = try await inOrder(Array(0..<50), atMost: limit) { item in
            if item % 3 == 0 { await Task.yield() }
            return item * item
        }
        #expect(results == (0..<50).map { $0 * $0 })
    }

    @Test func `never run more than the limit at once`() async throws {
        let running = Mutex((now: 0, most: 0))
        _ = try await inOrder(Array(0..<40), atMost: 3) { _ in
            running.withLock {
                $0.now += 1; $0.most = max($0.most, $0.now)
            }
            for _ in 0..<5 { await Task.yield() }
            running.withLock { $0.now -= 1 }
        }
        #expect(running.withLock(\.most) <= 3)
    }

    @Test func `stop at the first error`() async {
        struct Broken: Error {}
        let done = Mutex(0)
        await #expect(throws: Broken.self) {
            try await inOrder(Array(0..<100), atMost: 1) { item in
                done.withLock { $0 += 1 }
                if item == 3 { throw Broken() }
            }
        }
        #expect(done.withLock(\.self) == 4)
    }
}

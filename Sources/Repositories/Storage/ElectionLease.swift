// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// The time for which an elected publisher may write.
final class ElectionLease: Sendable {
    /// The lease that the running task works under.
    @TaskLocal static var current: ElectionLease?

    let store: String
    let number: UInt64
    let renewals: UInt64
    private let leaseTime: Duration
    private let now: @Sendable () -> Duration
    /// When the last renewal that succeeded was begun.
    private let renewed: Mutex<Duration>

    init(
        store: String, number: UInt64, renewals: UInt64, renewed: Duration, leaseTime: Duration,
        now: @Sendable @escaping () -> Duration
    ) {
        self.store = store
        self.number = number
        self.renewals = renewals
        self.renewed = Mutex(renewed)
        self.leaseTime = leaseTime
        self.now = now
    }

    func renew(at time: Duration) {
        renewed.withLock { $0 = max($0, time) }
    }

    /// The time left.
    ///
    /// - Throws: `lostElection` when there is none.
    func remaining(for location: String) throws(StorageError) -> Duration {
        let left = renewed.withLock { $0 } + leaseTime - now()
        guard left > .zero else { throw .lostElection(location) }
        return left
    }
}

// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// What one storage value learns while it works.
final class S3Memory: Sendable {
    private struct State {
        var clockOffset: Int64 = 0
        var traits: StorageTraits?
    }

    private let state = Mutex(State())

    /// The seconds by which the store's clock is ahead of this machine's.
    var clockOffset: Int64 {
        get { state.withLock { $0.clockOffset } }
        set { state.withLock { $0.clockOffset = newValue } }
    }

    var traits: StorageTraits? {
        get { state.withLock { $0.traits } }
        set { state.withLock { $0.traits = newValue } }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What was found out about a store, to be remembered by whoever keeps a state in it.
package struct StorageTraits: Sendable, Hashable, Codable {
    /// Of which store this is known; a state that was copied elsewhere says nothing about the other one.
    package let store: String
    /// Whether the store refuses a write whose condition does not hold. One that does not needs `exclusively`.
    package let honoursConditions: Bool

    package init(store: String, honoursConditions: Bool) {
        self.store = store
        self.honoursConditions = honoursConditions
    }
}

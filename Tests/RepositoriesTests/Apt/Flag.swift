// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Something that happens once, and others wait for.
final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .acquiring) }

    func set() { value.store(true, ordering: .releasing) }
}

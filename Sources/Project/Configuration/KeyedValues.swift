// SPDX-License-Identifier: Apache-2.0

/// A mapping with names that the user chooses, in the order of the file.
package struct KeyedValues<Key: Sendable & Hashable, Value: Sendable & Hashable>: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package let key: Located<Key>
        package let value: Value

        package init(key: Located<Key>, value: Value) {
            self.key = key
            self.value = value
        }
    }

    /// Each key occurs once.
    package var entries: [Entry]

    package init(_ entries: [Entry] = []) {
        self.entries = entries
    }

    package var isEmpty: Bool { entries.isEmpty }
    package var keys: [Key] { entries.map(\.key.value) }

    package subscript(key: Key) -> Value? {
        entries.first { $0.key.value == key }?.value
    }
}

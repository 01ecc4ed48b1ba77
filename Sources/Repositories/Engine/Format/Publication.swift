// SPDX-License-Identifier: Apache-2.0

/// The small files that make a track's new indexes visible.
package struct Publication: Sendable, Hashable {
    /// Written before the repository's head: names that no reader knows yet, such as an immutable generation folder's.
    package var staged: [TextObject]
    /// Written behind the head, in order. What is written last is the switch.
    ///
    /// The state keeps their contents, so that a run which died between them is finished by any other, without a key.
    package var pointers: [TextObject]

    package init(staged: [TextObject] = [], pointers: [TextObject]) {
        self.staged = staged
        self.pointers = pointers
    }
}

/// A small object with its whole content.
package struct TextObject: Sendable, Hashable, Codable {
    package let key: String
    package let text: String

    package init(key: String, text: String) {
        self.key = key
        self.text = text
    }
}

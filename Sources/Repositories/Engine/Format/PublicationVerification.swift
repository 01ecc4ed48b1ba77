// SPDX-License-Identifier: Apache-2.0
package import Signing

/// A track's small files, and what they have to say.
package struct PublicationVerification: Sendable {
    package let track: String
    /// As the state has them; that the storage has the same is checked elsewhere.
    package let pointers: [TextObject]
    package let groups: [PublishedGroup]
    /// The keys that may sign; nil where none is known.
    package let keyRing: OpenPGPKeyRing?
    package let isSigned: Bool
    /// The present, in seconds since 1970.
    package let time: Int64

    package struct Outcome: Sendable, Hashable {
        package var problems: [String] = []
        /// The files whose signatures were found to be good.
        package var signatures = 0

        package init() {}
    }

    package init(
        track: String, pointers: [TextObject], groups: [PublishedGroup], keyRing: OpenPGPKeyRing?, isSigned: Bool,
        time: Int64
    ) {
        self.track = track
        self.pointers = pointers
        self.groups = groups
        self.keyRing = keyRing
        self.isSigned = isSigned
        self.time = time
    }
}

extension RepositoryFormat {
    package func verify(_ publication: PublicationVerification) -> PublicationVerification.Outcome { .init() }
}

// SPDX-License-Identifier: Apache-2.0

/// The file that tells readers which patches an index has.
package struct PatchList: Sendable, Hashable {
    /// The key under which readers look for it.
    package let plainKey: String
    /// The key that is made of its content.
    package let contentKey: String
    package let bytes: [UInt8]

    var content: IndexPatch.Content { IndexPatch.Content(of: bytes) }
}

extension RepositoryFormat {
    package func patchList(of index: PublishedIndex, in group: IndexGroup) -> PatchList? { nil }
    package func key(of patch: IndexPatch, index: String, in group: IndexGroup) -> String? { nil }

    /// The keys of a group's patches and of the lists of them, made of their content.
    func patchKeys(of state: GroupState) -> [String] {
        (state.published?.indexes ?? []).flatMap { index in
            [patchList(of: index, in: state.group)?.contentKey].compactMap { $0 }
                + index.patches.compactMap { key(of: $0, index: index.name, in: state.group) }
        }
    }
}

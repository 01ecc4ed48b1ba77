// SPDX-License-Identifier: Apache-2.0
import Formats

/// Patches, which apt calls pdiffs.
extension AptFormat {
    package func patchList(of index: PublishedIndex, in group: IndexGroup) -> PatchList? {
        guard let folder = layout.patchFolder(of: index.name, group), let list = PatchesIndex(index) else { return nil }
        let key = layout.folder(group.track) + folder
        let digest = IndexPatch.Content(of: list.bytes).sha256
        return PatchList(
            plainKey: key + PatchesIndex.fileName, contentKey: "\(key)by-hash/SHA256/\(digest)", bytes: list.bytes)
    }

    /// apt asks for the list by its digest, but for a patch by its name.
    package func key(of patch: IndexPatch, index: String, in group: IndexGroup) -> String? {
        layout.patchFolder(of: index, group).map { folder in
            layout.folder(group.track) + folder + patch.name + PatchesIndex.suffix
        }
    }

    /// Whether a key is that of a patch or a list of patches by its name.
    static func isPatchKey(_ key: String) -> Bool {
        let parts = key.split(separator: "/")
        return parts.count == 7 && parts[0] + "/" == root && parts[1] == "dists"
            && parts[5] == "\(PackagesIndex.fileName).diff"
    }
}

// SPDX-License-Identifier: Apache-2.0
package import Effects
package import Formats

/// What the engine has to know of APT, and of YUM.
///
/// All methods are pure but `read`, which reads one file.
package protocol RepositoryFormat: Sendable {
    var format: PackageFormat { get }

    /// The indexes of each group. They list the same packages in the same order; the first one leads: identities and
    /// digests are read back from its entries.
    var indexes: [any IndexFormat] { get }

    /// Reads, checks and hashes a package in one pass and bounded memory, and renders its entries.
    ///
    /// - Parameters:
    ///   - file: Opened by the engine; its name is the last component of its path.
    ///   - key: Where the file already lies in the storage, when it does.
    /// - Throws: Whatever says why the file is refused; the engine adds the file's name.
    func read(_ file: FileReader, storedAt key: String?) throws -> ReadPackage

    /// The indexes that a group may have, of which `indexes` are the first.
    var possibleIndexes: [any IndexFormat] { get }

    /// Where files are, where a format has several ways: entries that were made for one are of no use in another.
    var layoutName: String { get }

    /// The format for a repository that has had these indexes so far, in this group among others; none for a new one.
    ///
    /// - Throws: `otherForm` where the user has asked for another.
    func keeping(_ published: [IndexForms], in group: IndexGroup?) throws(RepositoryError) -> any RepositoryFormat

    /// The format with the indexes that the user asked for, where those are others than a repository has; nil where not.
    func asked(over published: [IndexForms]) -> (any RepositoryFormat)?

    /// What an entry of the leading index says, in the group that it stands in.
    func record(of entry: [UInt8], in group: IndexGroup) throws -> PackageRecord

    /// The key at which a package's file is stored for a group.
    func key(of place: ReadPackage.Place, in group: IndexGroup) -> String

    /// The architectures whose groups list a package of `architecture`, given those that the track has already.
    ///
    /// `all` is in every one of them; the engine fills a new group with the packages of `sharedArchitecture`.
    func architectures(listing architecture: String, present: [String]) -> [String]

    /// The architecture of packages that run on all: `all`, `noarch`.
    var sharedArchitecture: String { get }

    /// Whether the first version sorts before the second: what `retention` drops first.
    func isOlder(_ version: String, than other: String) -> Bool

    /// An entry with another phase of its rollout, from 0 to 100, nil for none; the same entry where the format has none.
    func entry(_ entry: [UInt8], phased percentage: Int?) throws -> [UInt8]

    /// The key of a published file, named after its content.
    func contentKey(of file: IndexFileName, sha256: DigestValue) -> String

    /// The key under which readers that know no content-addressed names find the file; nil for none.
    func plainKey(of file: IndexFileName) -> String?

    /// The file that tells readers of an index's patches; nil where there is nothing to tell.
    func patchList(of index: PublishedIndex, in group: IndexGroup) -> PatchList?

    /// The key under which readers look for a patch, made of its content; nil where the format has none.
    func key(of patch: IndexPatch, index: String, in group: IndexGroup) -> String?

    /// Whether a key is one that only publications make: a package's, or one made of an index's content. `gc` removes no
    /// others.
    func isCollectable(_ key: String) -> Bool

    /// The files that make a track's new indexes visible.
    ///
    /// - Parameter groups: All groups of the track, also those that did not change, sorted.
    func publication(
        of track: String, groups: [PublishedGroup], context: PublicationContext
    ) throws -> Publication

    /// Checks that a track's small files name its indexes, and that their signatures are good.
    func verify(_ publication: PublicationVerification) -> PublicationVerification.Outcome

    /// What users put on their machines: the key, the source. Written whenever it differs.
    func userFiles(tracks: [String], context: PublicationContext) throws -> [TextObject]
}

/// One form of an index of a group.
package struct IndexFileName: Sendable, Hashable {
    package let group: IndexGroup
    /// `IndexFormat.name`.
    package let index: String
    package let form: Compression

    package init(group: IndexGroup, index: String, form: Compression) {
        self.group = group
        self.index = index
        self.form = form
    }
}

/// An index that a repository has, and how its files are compressed.
package struct IndexForms: Sendable, Hashable {
    package let name: String
    package let forms: [Compression]
    /// How many patches are kept of it.
    package let patches: Int

    package init(name: String, forms: [Compression], patches: Int = 0) {
        self.name = name
        self.forms = forms
        self.patches = patches
    }
}

extension RepositoryFormat {
    package var possibleIndexes: [any IndexFormat] { indexes }
    package var layoutName: String { "" }
    package func keeping(
        _ published: [IndexForms], in group: IndexGroup?
    ) throws(RepositoryError) -> any RepositoryFormat { self }
    package func asked(over published: [IndexForms]) -> (any RepositoryFormat)? { nil }
}

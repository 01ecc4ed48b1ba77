// SPDX-License-Identifier: Apache-2.0
package import Formats

/// Why a repository could not be changed or read.
package enum RepositoryError: Error, Sendable, Hashable {
    /// The state was written by a later version of the program.
    case newerState(schema: Int)
    /// An object of the state is not what it must be.
    case damagedState(String, reason: String)
    /// The object has other bytes than the state says, or is gone.
    case damagedObject(String, expected: DigestValue, found: DigestValue?)
    /// The repository has other bytes under the same name, version and architecture.
    case divergence(PackageIdentity, group: IndexGroup, published: DigestValue, new: DigestValue)
    /// Two of the files to add are the same package with different bytes.
    case divergentFiles(PackageIdentity, String, DigestValue, String, DigestValue)
    /// The storage has another file under the name, which publications of now or of late list.
    case fileNameTaken(String, published: DigestValue, new: DigestValue)
    /// The storage has another file under the name, which no publication lists, and which is so new that a run that is
    /// under way may have put it there.
    case fileNameInUse(String, stored: DigestValue, new: DigestValue)
    /// A package was refused.
    case unreadable(String, reason: String)
    case notAPackageName(String)
    /// The repository is signed, and no key is at hand.
    case keyMissing(fingerprint: String)
    case otherName(published: String, given: String)
    case otherForm(published: Compression, given: Compression)
    case invalidTrack(String)
    case noSuchGeneration(UInt64)
    case noRepository(String)
    /// Others changed the repository each time that this run was about to.
    case tooManyConflicts(attempts: Int)
}

extension RepositoryError {
    /// Whether the same call would fail again until a person changes something.
    package var needsChange: Bool {
        if case .tooManyConflicts = self { false } else { true }
    }

    /// What the user may do about it.
    package var hint: String? {
        switch self {
        case .newerState: "use the version of fledge that wrote it, or a later one"
        case .damagedState, .damagedObject: "`fledge repo check` lists all that is damaged"
        case .divergence, .divergentFiles: "give the package another version, or remove the published one first"
        case .fileNameTaken: "rename the file"
        case .fileNameInUse:
            "if no other run is about to publish it, `fledge repo gc --keep-days 0` removes it; so does time, in a day"
        case .keyMissing: "set `FLEDGE_OPENPGP_KEY`, or pass `--unsigned`"
        case .otherName: "leave out `--name`"
        case .otherForm: "leave out `--yum-compression`"
        case .unreadable, .notAPackageName, .invalidTrack, .noSuchGeneration: nil
        case .noRepository: "`fledge repo add` makes one"
        case .tooManyConflicts: "run the same command again"
        }
    }
}

extension RepositoryError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .newerState(let schema): "the repository's state has the format \(schema), which this version cannot read"
        case .damagedState(let key, let reason): "`\(key)` is damaged: \(reason)"
        case .damagedObject(let key, let expected, let found):
            found.map { "`\(key)` has the digest \($0), expected was \(expected)" } ?? "`\(key)` is missing"
        case .divergence(let identity, let group, let published, let new):
            "`\(identity)` is published in \(group) with the digest \(published), and this file has \(new)"
        case .divergentFiles(let identity, let first, let firstDigest, let second, let secondDigest):
            "`\(identity)` is in `\(first)` with the digest \(firstDigest), and in `\(second)` with \(secondDigest)"
        case .fileNameTaken(let key, let published, let new):
            "`\(key)` is there with the digest \(published), and this file has \(new)"
        case .fileNameInUse(let key, let stored, let new):
            "`\(key)` was left by a run that did not publish it, with the digest \(stored), and this file has \(new)"
        case .unreadable(let name, let reason): "cannot add `\(name)`: \(reason)"
        case .notAPackageName(let name): "`\(name)` is neither a .deb nor an .rpm"
        case .keyMissing(let fingerprint):
            "the repository is signed by \(fingerprint), and there is no key to sign with"
        case .otherName(let published, let given):
            "the repository is called `\(published)`, not `\(given)`; apt refuses one that changes its name"
        case .otherForm(let published, let given):
            "the repository's indexes are compressed by \(published), not \(given)"
        case .invalidTrack(let track):
            "`\(track)` is no name for a track: letters, digits, `.`, `-` and `_`, led by a letter or digit"
        case .noSuchGeneration(let generation): "the repository keeps no generation \(generation)"
        case .noRepository(let place): "there is no repository in `\(place)`"
        case .tooManyConflicts(let attempts): "others changed the repository during each of \(attempts) attempts"
        }
    }
}

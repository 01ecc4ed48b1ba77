// SPDX-License-Identifier: Apache-2.0
import Crypto
package import Effects
package import Formats
import SystemPackage

/// YUM repositories, below `yum/`: three indexes or four, one `repomd.xml` and one `metalink` of each track and architecture.
package struct YumFormat: RepositoryFormat {
    static let root = "yum/"

    package let format: PackageFormat = .yum
    package let indexes: [any IndexFormat]
    package let sharedArchitecture = "noarch"
    let packages: YumPackagePlace
    private let givenForm: Compression?
    private let givenUpdateInfo: Bool?
    private let hasUpdateInfo: Bool

    /// - Parameters:
    ///   - form: gzip, which all readers know, or zstd, which those of EL 7 and SUSE before 15 do not; nil is what the
    ///     repository has, and gzip for a new one.
    ///   - packages: Where the packages' files are.
    ///   - updateInfo: Whether `updateinfo` says what each version is for; nil is as the repository has it, and not for a
    ///     new one.
    package init(
        form: Compression? = nil, packages: YumPackagePlace = .besideMetadata, updateInfo: Bool? = nil
    ) {
        self.init(form: form, packages: packages, updateInfo: updateInfo, hasUpdateInfo: updateInfo ?? false)
    }

    private init(form: Compression?, packages: YumPackagePlace, updateInfo: Bool?, hasUpdateInfo: Bool) {
        indexes = YumIndexKind.allCases.filter { $0 != .updateInfo || hasUpdateInfo }.map {
            YumIndex($0, form: form ?? .gzip)
        }
        givenForm = form
        givenUpdateInfo = updateInfo
        self.hasUpdateInfo = hasUpdateInfo
        self.packages = packages
    }

    package var possibleIndexes: [any IndexFormat] {
        YumIndexKind.allCases.map { YumIndex($0, form: indexes.first?.forms.first ?? .gzip) }
    }

    package func keeping(
        _ published: [IndexForms], in group: IndexGroup?
    ) throws(RepositoryError) -> any RepositoryFormat {
        guard let form = published.first?.forms.first else { return self }
        if let givenForm, givenForm != form { throw .otherForm(published: form, given: givenForm) }
        return YumFormat(
            form: form, packages: packages, updateInfo: givenUpdateInfo,
            hasUpdateInfo: published.contains { $0.name == YumIndexKind.updateInfo.rawValue })
    }

    package func asked(over published: [IndexForms]) -> (any RepositoryFormat)? {
        guard let givenUpdateInfo, let form = published.first?.forms.first,
            published.contains(where: { $0.name == YumIndexKind.updateInfo.rawValue }) != givenUpdateInfo
        else { return nil }
        return YumFormat(form: form, packages: packages, updateInfo: givenUpdateInfo)
    }

    package func read(_ file: FileReader, storedAt key: String?) throws -> ReadPackage {
        let package = try YumPackage(file)
        let path = try key.map(Self.href) ?? packages.path(of: package, file.path.lastComponent?.string ?? "")
        let entries = try YumEntries(package, base: packages.base, href: path)
        return ReadPackage(
            identity: package.identity, sha256: package.sha256, size: package.size,
            place: key.map { .stored(key: $0) } ?? .upload(path: path),
            entries: [entries.primary, entries.filelists, entries.other]
                + (hasUpdateInfo ? [try UpdateNotice(package, href: path).text] : []))
    }

    /// A stored file's place from its group's folder, `yum/<track>/<architecture>/`.
    private static func href(of key: String) throws(YumError) -> String {
        let parts = key.split(separator: "/", maxSplits: 3)
        guard parts.count == 4, key.hasPrefix(root) else { throw .unreachable(key: key) }
        return String(parts[3])
    }

    package func key(of place: ReadPackage.Place, in group: IndexGroup) -> String {
        switch place {
        case .upload(let path): (packages.baseKey ?? folder(of: group)) + path
        case .stored(let key): key
        }
    }

    package func record(of entry: [UInt8], in group: IndexGroup) throws -> PackageRecord {
        try PrimaryEntry(entry).record(
            baseKey: folder(of: group), elsewhere: packages.base.map { ($0, packages.baseKey ?? "") })
    }

    /// `noarch` is in all that a track has, and in those that most machines are of even when it has none: readers ask for
    /// `$basearch`, and know of no other place to look.
    package func architectures(listing architecture: String, present: [String]) -> [String] {
        switch architecture {
        case sharedArchitecture: Set(present.filter { $0 != "src" } + ["aarch64", "x86_64"]).sorted()
        // Machines of x86_64 run it as well, next to their own.
        case "i386", "i486", "i586", "i686", "athlon": ["i386", "x86_64"]
        case "armv7hl", "armv7hnl", "armv8hl", "armv6hl": ["armhfp"]
        default: [architecture]
        }
    }

    package func isOlder(_ version: String, than other: String) -> Bool {
        guard let left = try? RPMVersion(parsing: version), let right = try? RPMVersion(parsing: other) else {
            return version < other
        }
        return left < right
    }

    /// Nothing in this metadata tells a part of the machines from the others.
    package func entry(_ entry: [UInt8], phased percentage: Int?) throws -> [UInt8] { entry }

    package func contentKey(of file: IndexFileName, sha256: DigestValue) -> String {
        folder(of: file.group) + Self.href(of: file.index, file.form, sha256)
    }

    package func plainKey(of file: IndexFileName) -> String? { nil }

    package func isCollectable(_ key: String) -> Bool {
        guard key.hasPrefix(Self.root) else { return false }
        let isIndex =
            key.contains("/repodata/")
            && YumIndexKind.allCases.contains { key.contains("-\($0.rawValue).xml") }
        return isIndex || key.contains("/packages/") && key.hasSuffix(".rpm") || key.contains("/generations/")
    }

    func folder(of group: IndexGroup) -> String { "\(Self.root)\(group.track)/\(group.architecture)/" }

    /// The places and digests of a group's index files.
    func indexFiles(of published: PublishedGroup) -> [(href: String, sha256: DigestValue)] {
        published.indexes.flatMap { index in
            index.files.map { file in (Self.href(of: index.name, file.form, file.sha256), file.sha256) }
        }
    }

    private static func href(of index: String, _ form: Compression, _ sha256: DigestValue) -> String {
        "repodata/\(sha256)-\(index).xml" + suffix(of: form)
    }

    private static func suffix(of form: Compression) -> String {
        switch form {
        case .gzip: ".gz"
        case .xz: ".xz"
        case .zstd: ".zst"
        case .none: ""
        }
    }
}

extension YumFormat {
    package func publication(
        of track: String, groups: [PublishedGroup], context: PublicationContext
    ) throws -> Publication {
        var publication = Publication(pointers: [])
        for published in groups {
            let files = published.indexes.flatMap { index in
                index.files.map { file in (index, file, Self.href(of: index.name, file.form, file.sha256)) }
            }
            let metadata = RepositoryMetadata(files: files, revision: context.time).text
            try add(metadata, of: published.group, context, to: &publication)
        }
        return publication
    }

    private func add(
        _ metadata: String, of group: IndexGroup, _ context: PublicationContext, to publication: inout Publication
    ) throws {
        let folder = folder(of: group)
        // See `YumMetalink`: the two must differ.
        let plain = metadata + "\n"
        if let signer = context.signer {
            let signature = try signer.armoredSignature(of: Array(plain.utf8), time: context.time)
            // zypper asks for the key here.
            publication.pointers.append(
                TextObject(key: folder + "repodata/repomd.xml.key", text: signer.armoredPublicKey))
            publication.pointers.append(TextObject(key: folder + "repodata/repomd.xml.asc", text: signature))
        }
        publication.pointers.append(TextObject(key: folder + "repodata/repomd.xml", text: plain))
        guard let url = context.url else { return }
        let signature = try context.signer?.armoredSignature(of: Array(metadata.utf8), time: context.time)
        // Of two publishers that come upon the same generation, neither writes into the other's folder.
        let name = DigestValue(Array(SHA256.hash(data: Array((metadata + (signature ?? "")).utf8)).prefix(16)))
        let generation = "\(folder)generations/\(name)/"
        publication.staged.append(TextObject(key: generation + "repodata/repomd.xml", text: metadata))
        if let signature {
            publication.staged.append(TextObject(key: generation + "repodata/repomd.xml.asc", text: signature))
        }
        let metalink = YumMetalink(
            metadata: metadata, time: context.time, folders: ["\(url)/\(folder)", "\(url)/\(generation)"])
        publication.pointers.append(TextObject(key: folder + "metalink", text: metalink.text))
    }

    package func userFiles(tracks: [String], context: PublicationContext) throws -> [TextObject] {
        var files: [TextObject] = []
        let keyName = "\(Self.root)\(context.name).asc"
        if let signer = context.signer { files.append(TextObject(key: keyName, text: signer.armoredPublicKey)) }
        guard let url = context.url else { return files }
        for track in tracks {
            let suffix = TrackFile.suffix(of: track, among: tracks)
            let source = YumSource(
                id: context.name + suffix, name: context.name + suffix, trackURL: "\(url)/\(Self.root)\(track)/",
                keyURL: context.signer == nil ? nil : "\(url)/\(keyName)")
            files.append(TextObject(key: "\(Self.root)\(context.name)\(suffix).repo", text: source.text))
        }
        return files
    }
}

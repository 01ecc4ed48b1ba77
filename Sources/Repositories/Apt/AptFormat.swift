// SPDX-License-Identifier: Apache-2.0
package import Effects
package import Formats
import SystemPackage

/// APT repositories: one `InRelease` of each track, and one index of each architecture, or of all.
package struct AptFormat: RepositoryFormat {
    /// The folder of the files for users.
    static let root = "apt/"
    /// All packages are in it; Debian's own name for what is free.
    static let component = "main"

    package let format: PackageFormat = .apt
    package let indexes: [any IndexFormat]
    package let sharedArchitecture = "all"
    let layout: AptLayout
    /// What the user asked for; nil is as the repository has it.
    private let given: (contents: Bool?, patches: Int?)
    private let hasContents: Bool

    /// Repositories on GitHub have neither `Contents` nor patches.
    ///
    /// - Parameters:
    ///   - contents: Whether files are listed in `Contents`; nil is as the repository has it, and no for a new one.
    ///   - patches: How many of the newest changes of each `Packages` readers may fetch as patches; nil is as the
    ///     repository has it, and none for a new one.
    package init(layout: AptLayout = .suites, contents: Bool? = nil, patches: Int? = nil) {
        let isAble = layout == .suites
        self.init(
            layout, given: (isAble ? contents : nil, isAble ? patches : nil),
            Options(contents: isAble && contents ?? false, patches: isAble ? patches ?? 0 : 0))
    }

    private init(_ layout: AptLayout, given: (contents: Bool?, patches: Int?), _ options: Options) {
        self.layout = layout
        self.given = given
        hasContents = options.contents
        let packages = PackagesIndex(patches: options.patches)
        indexes = hasContents ? [packages, ContentsIndex()] : [packages]
    }

    /// What not every repository has.
    private struct Options: Equatable {
        var contents: Bool
        var patches: Int

        init(contents: Bool, patches: Int) {
            self.contents = contents
            self.patches = patches
        }

        init(of published: [IndexForms]) {
            contents = published.contains { $0.name == ContentsIndex.fileName }
            patches = published.first { $0.name == PackagesIndex.fileName }?.patches ?? 0
        }
    }

    package var possibleIndexes: [any IndexFormat] { [PackagesIndex(), ContentsIndex()] }

    package var layoutName: String { layout.commonGroup ?? "" }

    package func keeping(
        _ published: [IndexForms], in group: IndexGroup?
    ) throws(RepositoryError) -> any RepositoryFormat {
        guard let group else { return self }
        return AptFormat(layout.keeping(group.architecture), given: given, Options(of: published))
    }

    package func asked(over published: [IndexForms]) -> (any RepositoryFormat)? {
        guard !published.isEmpty else { return nil }
        let present = Options(of: published)
        let asked = Options(contents: given.contents ?? present.contents, patches: given.patches ?? present.patches)
        return asked == present ? nil : AptFormat(layout, given: given, asked)
    }

    package func read(_ file: FileReader, storedAt key: String?) throws -> ReadPackage {
        let package = try AptPackage(file, listing: hasContents)
        var path = layout.path(of: package, fileName: file.path.lastComponent?.string ?? "")
        if let key, key.hasPrefix(layout.root) { path = String(key.dropFirst(layout.root.count)) }
        let entry = try PackagesEntry(
            control: package.control, path: path, size: package.size, sha256: package.sha256)
        return ReadPackage(
            identity: package.identity, sha256: package.sha256, size: package.size,
            place: key.map { .stored(key: $0) } ?? .upload(path: path),
            entries: [entry.text] + (package.contents.map { [$0] } ?? []))
    }

    package func key(of place: ReadPackage.Place, in group: IndexGroup) -> String {
        switch place {
        case .upload(let path): layout.root + path
        case .stored(let key): key
        }
    }

    package func record(of entry: [UInt8], in group: IndexGroup) throws -> PackageRecord {
        let entry = PackagesEntry(entry)
        func value(_ name: String) throws(AptError) -> String {
            guard let value = entry.value(name) else { throw .missingField(name) }
            return value
        }
        let identity = PackageIdentity(
            name: try value("Package"), version: try value("Version"), architecture: try value("Architecture"))
        guard let size = UInt64(try value("Size")) else {
            throw AptError.unfitValue(field: "Size", value: try value("Size"))
        }
        guard let digest = DigestValue(hexadecimal: try value("SHA256")), digest.bytes.count == 32 else {
            throw AptError.unfitValue(field: "SHA256", value: try value("SHA256"))
        }
        return PackageRecord(
            identity: identity, sha256: digest, size: size, key: layout.root + (try value("Filename")))
    }

    /// `all` has an index of its own, too: readers of an architecture that no package was made for find theirs there.
    package func architectures(listing architecture: String, present: [String]) -> [String] {
        if let group = layout.commonGroup { return [group] }
        guard architecture == sharedArchitecture else { return [architecture] }
        return present.contains(architecture) ? present : (present + [architecture]).sorted()
    }

    package func isOlder(_ version: String, than other: String) -> Bool {
        guard let left = try? DebianVersion(parsing: version), let right = try? DebianVersion(parsing: other) else {
            return version < other
        }
        return left < right
    }

    package func entry(_ entry: [UInt8], phased percentage: Int?) throws -> [UInt8] {
        if let percentage, !(0...100).contains(percentage) { throw AptError.invalidPhase(percentage) }
        // Whoever reaches 100 percent has everyone.
        let value = percentage.flatMap { $0 == 100 ? nil : "\($0)" }
        return PackagesEntry(entry).setting("Phased-Update-Percentage", to: value).text
    }

    package func contentKey(of file: IndexFileName, sha256: DigestValue) -> String {
        layout.contentFolder(of: file.index, file.group) + "\(sha256)"
    }

    package func plainKey(of file: IndexFileName) -> String? {
        guard layout.hasPlainNames else { return nil }
        return layout.folder(file.group.track) + layout.path(of: file.index, file.group) + Self.suffix(of: file.form)
    }

    /// What is in releases may be others' as well, and stays.
    package func isCollectable(_ key: String) -> Bool {
        key.hasPrefix("\(Self.root)pool/") && key.hasSuffix(".deb")
            || key.hasPrefix(Self.root) && key.contains("/by-hash/SHA256/") || Self.isPatchKey(key)
    }

    static func suffix(of form: Compression) -> String {
        switch form {
        case .gzip: ".gz"
        case .xz: ".xz"
        case .zstd: ".zst"
        case .none: ""
        }
    }

    package func publication(
        of track: String, groups: [PublishedGroup], context: PublicationContext
    ) throws -> Publication {
        let release = AptRelease(track: track, groups: groups, context: context, layout: layout).text
        let folder = layout.folder(track)
        guard let signer = context.signer else {
            return Publication(pointers: [TextObject(key: folder + "Release", text: release)])
        }
        var pointers: [TextObject] = []
        if context.servesOldReaders, layout == .suites {
            pointers.append(TextObject(key: folder + "Release", text: release))
            let signature = try signer.armoredSignature(of: Array(release.utf8), time: context.time)
            pointers.append(TextObject(key: folder + "Release.gpg", text: signature))
        }
        let signed = try signer.clearSigned(release, time: context.time)
        pointers.append(TextObject(key: folder + "InRelease", text: signed))
        return Publication(pointers: pointers)
    }

    package func userFiles(tracks: [String], context: PublicationContext) throws -> [TextObject] {
        var files: [TextObject] = []
        if let signer = context.signer {
            files.append(TextObject(key: "\(Self.root)\(context.name).asc", text: signer.armoredPublicKey))
        }
        guard let url = layout.address(context) else { return files }
        for track in tracks {
            let suffix = TrackFile.suffix(of: track, among: tracks)
            let source = AptSource(
                url: url, suite: layout.suite(track), component: layout == .suites ? Self.component : nil,
                publicKey: context.signer?.armoredPublicKey)
            files.append(TextObject(key: "\(Self.root)\(context.name)\(suffix).sources", text: source.text))
        }
        return files
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Where an APT repository's files are.
package enum AptLayout: Sendable, Hashable {
    /// Below `apt/`: `dists/<track>/main/binary-<architecture>/` and `pool/`.
    case suites
    /// Spread over a GitHub repository's releases, the addresses of whose files begin alike: one index of each track for
    /// all architectures, and packages in the releases of their versions. Names of indexes by their content are of no use
    /// there, since a release has no folders.
    ///
    /// - Parameters:
    ///   - page: The repository's page, `https://github.com/owner/name`.
    ///   - tag: The release that has the packages to be added; nil is one named after each package and its version.
    case releases(page: String, tag: String?)
    /// On a branch of a GitHub repository whose latest release is another's: one index of each track for all
    /// architectures, in a folder that has names of indexes by their content alone, and packages in releases.
    ///
    /// - Parameters:
    ///   - page: The repository's page, `https://github.com/owner/name`.
    ///   - tag: The release that has the packages to be added; nil is one named after each package and its version.
    case branch(page: String, tag: String?)

    /// The branch of a GitHub repository that has what is not in releases.
    package static let branchName = "packages"
    /// The keys of a release's files begin with it, as do their addresses behind the page's.
    static let releasesRoot = "releases/"
    /// The track whose index the repository's latest release has.
    static let leadingTrack = "stable"

    /// The folder below the storage's root that apt sees as the repository's.
    var root: String {
        switch self {
        case .suites: "apt/"
        case .releases: Self.releasesRoot
        case .branch: ""
        }
    }

    /// The address of `root`; nil where it is not known.
    func address(_ context: PublicationContext) -> String? {
        switch self {
        case .suites: context.url.map { "\($0)/\(root)" }
        case .releases(let page, _), .branch(let page, _): "\(page)/\(root)"
        }
    }

    /// What apt calls the track: a word, or a folder's path with a slash at its end.
    func suite(_ track: String) -> String {
        switch self {
        case .suites: track
        case .releases: track == Self.leadingTrack ? "latest/download/" : "download/apt-\(track)/"
        case .branch: "raw/\(Self.branchName)/\(folder(track))"
        }
    }

    /// The folder of `InRelease`.
    func folder(_ track: String) -> String {
        switch self {
        case .suites: "\(root)dists/\(track)/"
        case .releases: root + suite(track)
        case .branch: "apt/\(track)/"
        }
    }

    /// An index's file without the ending of its form, from the folder of `InRelease`.
    func path(of index: String, _ group: IndexGroup) -> String {
        let name = index == ContentsIndex.fileName ? "\(index)-\(group.architecture)" : index
        return indexFolder(of: index, group) + name
    }

    private func indexFolder(of index: String, _ group: IndexGroup) -> String {
        switch self {
        case .suites where index == ContentsIndex.fileName: "\(AptFormat.component)/"
        case .suites: "\(AptFormat.component)/binary-\(group.architecture)/"
        case .releases, .branch: ""
        }
    }

    /// The folder of an index's patches, from the folder of `InRelease`; nil where there is room for none.
    func patchFolder(of index: String, _ group: IndexGroup) -> String? {
        switch self {
        case .suites: "\(path(of: index, group)).diff/"
        case .releases, .branch: nil
        }
    }

    /// Where an index is found by its content's digest.
    func contentFolder(of index: String, _ group: IndexGroup) -> String {
        switch self {
        case .suites: folder(group.track) + indexFolder(of: index, group) + "by-hash/SHA256/"
        // In releases of use to publishers alone.
        case .releases, .branch: "apt/\(group.track)/by-hash/SHA256/"
        }
    }

    /// Whether readers find indexes by their content.
    var hasContentNames: Bool {
        if case .releases = self { false } else { true }
    }

    /// Whether readers find indexes under plain names.
    var hasPlainNames: Bool {
        // A name more would be a commit more, and every apt of these ten years knows the others.
        if case .branch = self { false } else { true }
    }

    /// Where a package's file goes, from `root`.
    func path(of package: AptPackage, fileName: String) -> String {
        switch self {
        case .suites: package.poolPath(fileName: fileName)
        case .releases(_, let tag): ReleaseAsset.path(tag: tag, package.identity, fileName)
        case .branch(_, let tag): Self.releasesRoot + ReleaseAsset.path(tag: tag, package.identity, fileName)
        }
    }

    /// What one index for all architectures has in the place of an architecture, which tells the layouts apart; nil where
    /// each architecture has its own.
    var commonGroup: String? {
        switch self {
        case .suites: nil
        case .releases: Self.inReleases
        case .branch: Self.onBranch
        }
    }

    package static let inReleases = "flat"
    static let onBranch = "branch"

    /// The layout of a repository that has this group.
    func keeping(_ group: String) -> AptLayout {
        switch (self, group) {
        case (.releases(let page, let tag), Self.onBranch): .branch(page: page, tag: tag)
        case (.branch(let page, let tag), Self.inReleases): .releases(page: page, tag: tag)
        default: self
        }
    }
}

/// How packages' files are called in a GitHub repository's releases.
enum ReleaseAsset {
    /// The path of a package's file from `releases/`.
    static func path(tag: String?, _ package: PackageIdentity, _ fileName: String) -> String {
        let tag = tag ?? plain("\(package.name)-\(package.version)")
        return "download/\(tag)/\(plain(fileName))"
    }

    /// GitHub writes other names of assets with dots in them, and git has no tags with `~`, `^` and `:`.
    private static func plain(_ text: String) -> String {
        var name = String(
            text.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-+".contains($0)) ? $0 : "." })
        while name.hasPrefix(".") { name.removeFirst() }
        while name.hasSuffix(".") { name.removeLast() }
        while name.contains("..") { name.replace("..", with: ".") }
        return name
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Where the files are that YUM's indexes list.
package enum YumPackagePlace: Sendable, Hashable {
    /// In `packages/`, in the folder of the track and architecture.
    case besideMetadata
    /// In a GitHub repository's releases, on another host than the metadata: entries have an `xml:base`.
    ///
    /// - Parameters:
    ///   - page: The repository's page, `https://github.com/owner/name`.
    ///   - tag: The release that has the packages to be added; nil is one named after each package and its version.
    case releases(page: String, tag: String?)

    /// The address from which entries' places start; nil for that of the metadata's folder.
    var base: String? {
        switch self {
        case .besideMetadata: nil
        case .releases(let page, _): "\(page)/\(AptLayout.releasesRoot)"
        }
    }

    /// The key from which entries' places start; nil for that of the group's folder.
    var baseKey: String? {
        switch self {
        case .besideMetadata: nil
        case .releases: AptLayout.releasesRoot
        }
    }

    /// A new file's place from there.
    func path(of package: YumPackage, _ fileName: String) -> String {
        switch self {
        case .besideMetadata: YumPackage.path(fileName: fileName)
        case .releases(_, let tag): ReleaseAsset.path(tag: tag, package.identity, fileName)
        }
    }
}

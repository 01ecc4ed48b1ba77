// SPDX-License-Identifier: Apache-2.0

/// Versions as Debian and RPM write and order them.
extension SemanticVersion {
    /// The upstream version of a .deb: `1.2.3~rc.1+build.5`.
    ///
    /// `~` sorts before everything, even the end. A `-` would begin Debian's revision, so it becomes a dot. Debian
    /// Policy 5.6.12 allows `+`, which stays; dpkg sorts `1.2.3+5` after `1.2.3`, where SemVer sees no difference.
    package var debianVersion: String {
        packageVersion(prereleaseMark: "~")
    }

    /// The Version tag of an .rpm, the same text: RPM allows `+` and `~`, and no `-`.
    package var rpmVersion: String {
        packageVersion(prereleaseMark: "~")
    }

    /// The version that a package has as its upstream version, `1.2.3~rc.1`; nil for one that is none.
    package init?(packaged upstream: String) {
        guard let version = try? SemanticVersion(parsing: upstream.replacing("~", with: "-")) else { return nil }
        self = version
    }

    /// The version in the names of .deb and .rpm files, without the `~` that GitHub rewrites: `1.2.3.rc.1`.
    package var fileVersion: String {
        packageVersion(prereleaseMark: ".")
    }

    private func packageVersion(prereleaseMark: String) -> String {
        let rest = { (mark: String, identifiers: [String]) -> String in
            identifiers.isEmpty
                ? ""
                : mark
                    + identifiers.joined(separator: ".").split(
                        separator: "-", omittingEmptySubsequences: false
                    ).joined(separator: ".")
        }
        return "\(major).\(minor).\(patch)" + rest(prereleaseMark, prerelease) + rest("+", build)
    }

    /// Why dpkg or rpm may order this version differently from SemVer; empty for a release and for a prerelease of the
    /// form NAME or NAME.N, such as `rc.1`.
    package func orderWarnings() -> [OrderWarning] {
        var warnings: [OrderWarning] = []
        for identifier in prerelease {
            if identifier.utf8.contains(UInt8(ascii: "-")) {
                warnings.append(.hyphen(identifier))
            } else if !Self.isNumeric(identifier), identifier.contains(where: \.isNumber) {
                warnings.append(.mixed(identifier))
            }
        }
        if let first = prerelease.first, Self.isNumeric(first) {
            warnings.append(.startsWithNumber(prereleaseText))
        } else if prerelease.dropFirst().contains(where: { !Self.isNumeric($0) }) {
            warnings.append(.laterWord(prereleaseText))
        }
        if !build.isEmpty { warnings.append(.build(build.joined(separator: "."))) }
        return warnings
    }
}

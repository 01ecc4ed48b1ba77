// SPDX-License-Identifier: Apache-2.0
import Project
import Repositories

extension SiteIndex {
    /// The ways to install a release, those that most people can take first.
    func installation(_ latest: SiteRelease) -> String {
        let has = { (kind: ArtifactKind) in latest.manifest.artifacts.contains { $0.kind == kind } }
        var text = "<h2>Install</h2>\n"
        if latest.track != .stable {
            text +=
                "<p class=\"note\">There is no stable release yet: this is \(latest.track == .beta ? "a prerelease" : "a snapshot").</p>\n"
        }
        if has(.installScript) {
            let command = "curl -fsSL \(about.url)/install.sh | sh"
            text += way(
                "macOS, Linux and WSL", command,
                note: "It checks the download’s SHA-256, and installs to <code>~/.local/bin</code>, or as root to "
                    + "<code>/usr/local/bin</code>. <code>\(escape(command)) -s -- --version "
                    + "\(escape(latest.manifest.version))</code> installs that version, and <code>--bin-dir</code> elsewhere."
            )
        }
        if has(.formula) {
            let tap = "\(about.name.lowercased())/tap"
            text += way(
                "Homebrew", "brew tap \(tap) \(about.url)/homebrew.git\nbrew install \(tap)/\(about.formula)")
        }
        if has(.deb) { text += apt(latest) }
        if has(.rpm) { text += dnf(latest) }
        for zip in latest.manifest.artifacts
        where zip.kind == .archive && zip.target?.os == .windows {
            text += way(
                "Windows, \(zip.target?.arch.rawValue ?? "")",
                "curl.exe -fLO \(about.url)/\(latest.folder)/\(zip.name)",
                note: "Unpack it, and put the folder on the <code>Path</code>.")
        }
        for bundle in latest.manifest.artifacts where bundle.kind == .artifactBundle {
            text += way(
                "Swift packages, for their plugins",
                """
                .binaryTarget(
                    name: "\(about.name)",
                    url: "\(about.url)/\(latest.folder)/\(bundle.name)",
                    checksum: "\(bundle.sha256)")
                """)
        }
        return text
    }

    private func apt(_ latest: SiteRelease) -> String {
        let source = "\(about.name)\(suffix(latest)).sources"
        return way(
            "Debian and Ubuntu",
            """
            curl -fsSL \(about.url)/apt/\(source) | sudo tee /etc/apt/sources.list.d/\(source)
            sudo apt update
            sudo apt install \(about.debianPackage)
            """, note: "<code>apt upgrade</code> brings later versions.")
    }

    private func dnf(_ latest: SiteRelease) -> String {
        let source = "\(about.name)\(suffix(latest)).repo"
        return way(
            "Fedora, RHEL and their kin",
            """
            sudo curl -fsSL -o /etc/yum.repos.d/\(source) \(about.url)/yum/\(source)
            sudo dnf install \(about.rpmPackage)
            """,
            note: "On openSUSE, <code>sudo zypper addrepo \(escape("\(about.url)/yum/\(source)"))</code>, then "
                + "<code>sudo zypper install \(escape(about.rpmPackage))</code>.")
    }

    /// What the names of a repository's files have besides for a track that is not the leading one.
    private func suffix(_ latest: SiteRelease) -> String {
        TrackFile.suffix(of: latest.track.rawValue, among: Set(releases.map(\.track.rawValue)).sorted())
    }

    private func way(_ title: String, _ commands: String, note: String? = nil) -> String {
        "<h3>\(escape(title))</h3>\n<pre><code>\(escape(commands))</code></pre>\n"
            + (note.map { "<p class=\"note\">\($0)</p>\n" } ?? "")
    }
}

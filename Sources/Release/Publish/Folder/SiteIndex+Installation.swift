// SPDX-License-Identifier: Apache-2.0
import Project

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
        text += packages(latest, .deb) { address, name in "curl -fLO \(address)\nsudo apt install ./\(name)" }
        text += packages(latest, .rpm) { address, _ in "sudo dnf install \(address)" }
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

    /// A command for each package; one for all of them where their names differ by the architecture alone.
    private func packages(
        _ release: SiteRelease, _ kind: ArtifactKind, _ command: (_ address: String, _ name: String) -> String
    ) -> String {
        let packages = release.manifest.artifacts.filter { $0.kind == kind }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        let (title, question) =
            kind == .deb
            ? ("Debian and Ubuntu", "$(dpkg --print-architecture)") : ("Fedora, RHEL and their kin", "$(uname -m)")
        func architecture(_ package: Artifact) -> String {
            (kind == .deb ? package.target?.debianArchitecture : package.target?.rpmArchitecture) ?? ""
        }
        let patterns = Set(
            packages.map { $0.name.replacing("\(architecture($0)).", with: "\(question).", maxReplacements: 1) })
        if packages.count > 1, patterns.count == 1, let name = patterns.first {
            return way(title, command("\(about.url)/\(release.folder)/\(name)", name))
        }
        return packages.map { package in
            way(
                "\(title), \(architecture(package))",
                command("\(about.url)/\(release.folder)/\(package.name)", package.name))
        }.joined()
    }

    private func way(_ title: String, _ commands: String, note: String? = nil) -> String {
        "<h3>\(escape(title))</h3>\n<pre><code>\(escape(commands))</code></pre>\n"
            + (note.map { "<p class=\"note\">\($0)</p>\n" } ?? "")
    }
}

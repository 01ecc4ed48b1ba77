// SPDX-License-Identifier: Apache-2.0
import Project
import Release
import TestSupport
import Testing

@Suite("The page of a site")
struct SiteIndexTests {
    private func artifact(_ kind: ArtifactKind, _ name: String, _ target: Target? = nil) -> Artifact {
        Artifact(
            kind: kind, name: name, path: name, target: target, size: 1_234_567,
            sha256: String(repeating: "0123456789abcdef", count: 4))
    }

    private func release(_ version: String, _ artifacts: [Artifact]) throws -> SiteRelease {
        try SiteRelease(
            Manifest(
                project: "hello", version: version, tag: "v\(version)", commit: nil, date: 1_700_000_000,
                isSnapshot: false, artifacts: artifacts))
    }

    private func page(_ releases: [SiteRelease], description: String = "Greets <people> & \"others\"") -> String {
        SiteIndex(
            about: SiteIndex.About(
                name: "hello", description: description, homepage: "https://example.org/hello", license: "MIT",
                url: "https://downloads.example.org", formula: "hello", debianPackage: "hello",
                rpmPackage: "hello"),
            releases: releases
        ).html
    }

    @Test func `says how to install the newest release, and lists all files`() throws {
        let artifacts = [
            artifact(.archive, "hello_1.2.3_linux_amd64.tar.gz", .linuxAmd64),
            artifact(.archive, "hello_1.2.3_windows_amd64.zip", .windowsAmd64),
            artifact(.deb, "hello_1.2.3_amd64.deb", .linuxAmd64), artifact(.deb, "hello_1.2.3_arm64.deb", .linuxArm64),
            artifact(.rpm, "hello-1.2.3-1.x86_64.rpm", .linuxAmd64),
            artifact(.artifactBundle, "hello_1.2.3.artifactbundle.zip"), artifact(.formula, "hello.rb"),
            artifact(.installScript, "install.sh"), artifact(.checksums, "hello_1.2.3_checksums.txt"),
        ]
        let html = page([try release("1.3.0-rc.1", []), try release("1.2.3", artifacts)])
        #expect(Golden.difference(of: html, from: "index.html") == nil)
    }

    @Test func `offers a prerelease as such while there is nothing else`() throws {
        let html = page([try release("1.0.0-rc.1", [artifact(.installScript, "install.sh")])])
        #expect(html.contains("<p class=\"note\">There is no stable release yet: this is a prerelease.</p>"))
    }

    @Test func `shows a name as it is, whatever stands in it`() throws {
        let html = page(
            [try release("1.0.0", [artifact(.extraFile, "<script>'\"&.txt")])], description: "</main><script>")
        #expect(!html.contains("<script>"))
        #expect(html.contains("&lt;script&gt;&#39;&quot;&amp;.txt</a>"))
    }
}

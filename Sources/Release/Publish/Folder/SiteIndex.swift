// SPDX-License-Identifier: Apache-2.0
import Formats
import Project

/// The page that a person reads who opens a site: what the program is, how to install it, and all downloads.
///
/// One file without scripts and without anything from elsewhere.
package struct SiteIndex: Sendable {
    /// What the page says of the project.
    package struct About: Sendable, Hashable {
        package var name: String
        package var description: String
        package var homepage: String?
        package var license: String?
        /// Where the site is served, without a slash at the end.
        package var url: String
        /// The formula's name.
        package var formula: String
        /// What the .deb and the .rpm install.
        package var debianPackage: String
        package var rpmPackage: String

        package init(
            name: String, description: String, homepage: String?, license: String?, url: String, formula: String,
            debianPackage: String, rpmPackage: String
        ) {
            self.name = name
            self.description = description
            self.homepage = homepage
            self.license = license
            self.url = url
            self.formula = formula
            self.debianPackage = debianPackage
            self.rpmPackage = rpmPackage
        }
    }

    let about: About
    /// All releases, the highest first.
    let releases: [SiteRelease]

    package init(about: About, releases: [SiteRelease]) {
        self.about = about
        self.releases = releases
    }

    /// The page.
    package var html: String {
        let latest = SiteRelease.latest(of: releases)
        var body = header(latest)
        if let latest {
            body += installation(latest)
            body += "<h2>Downloads</h2>\n" + table(latest)
        }
        let older = releases.filter { $0.manifest.version != latest?.manifest.version }
        if !older.isEmpty {
            body += "<h2>Other versions</h2>\n"
            for release in older {
                body +=
                    "<details><summary>\(escape(release.manifest.version))\(mark(release))</summary>\n\(table(release))</details>\n"
            }
        }
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(escape(about.name))</title>
            <meta name="description" content="\(escape(about.description))">
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <main>
            \(body)</main>
            </body>
            </html>

            """
    }

    private func header(_ latest: SiteRelease?) -> String {
        var text = "<h1>\(escape(about.name))"
        if let latest { text += " <small>\(escape(latest.manifest.version))\(mark(latest))</small>" }
        text += "</h1>\n"
        if !about.description.isEmpty { text += "<p class=\"lead\">\(escape(about.description))</p>\n" }
        var facts: [String] = []
        if let latest { facts.append("Of \(UTCDay.timeText(latest.manifest.date).prefix(10))") }
        if let homepage = about.homepage { facts.append("<a href=\"\(escape(homepage))\">\(escape(homepage))</a>") }
        if let license = about.license { facts.append("Licence: \(escape(license))") }
        if !facts.isEmpty { text += "<p class=\"facts\">\(facts.joined(separator: " · "))</p>\n" }
        return text
    }

    private func table(_ release: SiteRelease) -> String {
        var rows = ""
        for artifact in release.downloads.sorted(by: { Self.place($0) < Self.place($1) }) {
            let link = "\(release.folder)/\(artifact.name)"
            rows +=
                "<tr><td><a href=\"\(escape(link))\">\(escape(artifact.name))</a></td>"
                + "<td class=\"size\">\(ByteSize(artifact.size))</td><td><code>\(escape(artifact.sha256))</code></td></tr>\n"
        }
        let sums = release.downloads.first { $0.kind == .checksums }
        let check =
            sums.map {
                "<p class=\"note\"><code>sha256sum --check --ignore-missing \(escape($0.name))</code> checks what was downloaded.</p>\n"
            } ?? ""
        return
            check
            + "<div class=\"table\"><table>\n<thead><tr><th>File</th><th class=\"size\">Size</th><th>SHA-256</th></tr></thead>\n"
            + "<tbody>\n\(rows)</tbody>\n</table></div>\n"
    }

    /// Where a file stands among the downloads: what people look for first.
    private static func place(_ artifact: Artifact) -> (Int, String) {
        let rank =
            switch artifact.kind {
            case .archive: 0
            case .deb, .rpm: 1
            case .artifactBundle: 2
            case .extraFile: 3
            case .debugSymbols: 4
            case .formula, .installScript: 5
            case .checksums, .signature: 6
            case .binary, .resource, .manifest: 7
            }
        return (rank, artifact.name)
    }

    private func mark(_ release: SiteRelease) -> String {
        switch release.track {
        case .stable: ""
        case .beta: " <span class=\"mark\">prerelease</span>"
        case .edge: " <span class=\"mark\">snapshot</span>"
        }
    }

    func escape(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }

    private static let style = """
        :root { color-scheme: light dark; --text: #1d2129; --soft: #5a6472; --line: #d9dee5; --back: #ffffff; --code: #f3f5f8; --link: #0b57c2; }
        @media (prefers-color-scheme: dark) {
          :root { --text: #e5e9ef; --soft: #9aa5b4; --line: #343b46; --back: #14171c; --code: #1f242c; --link: #7fb2ff; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 3rem 1.25rem 4rem; }
        h1 { font-size: 2.2rem; line-height: 1.2; margin: 0 0 .5rem; }
        h1 small { font-size: 1.1rem; font-weight: 500; color: var(--soft); }
        h2 { font-size: 1.35rem; margin: 2.5rem 0 .75rem; }
        h3 { font-size: 1rem; margin: 1.25rem 0 .4rem; }
        .lead { font-size: 1.15rem; margin: 0 0 .25rem; }
        .facts, .note, summary { color: var(--soft); }
        a { color: var(--link); }
        pre { background: var(--code); border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; margin: 0; overflow-x: auto; }
        code { font: .9em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
        .mark { border: 1px solid var(--line); border-radius: 999px; padding: .05rem .55rem; font-size: .8rem; color: var(--soft); }
        .note { margin: .4rem 0 0; font-size: .92rem; }
        h2 + .note { margin: 0 0 .75rem; }
        .table { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: .92rem; }
        th, td { text-align: left; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
        .size { text-align: right; }
        details { border-top: 1px solid var(--line); padding: .6rem 0; }
        summary { cursor: pointer; }
        """
}

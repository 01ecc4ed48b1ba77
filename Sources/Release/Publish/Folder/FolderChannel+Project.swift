// SPDX-License-Identifier: Apache-2.0
package import Effects
import Project
import Repositories

extension FolderChannel {
    /// The channel of a project, as its configuration describes it.
    ///
    /// - Parameter track: Where its repositories offer the release; nil is what its version says.
    package init(
        project: LoadedProject, machine: Machine, dist: DistFolder, manifest: Manifest, track: String? = nil
    ) throws {
        let resolved = project.resolved
        let formula = project.formulaName
        var options = RepositoryAccess.Options()
        options.nameIfNew = resolved.name
        options.url = project.siteURL
        options.signing = project.configuration.signing
        let own = try SiteRelease(manifest).track.rawValue
        let names = (deb: resolved.packageName(for: .deb), rpm: resolved.packageName(for: .rpm))
        let targets = [
            RepositoryTarget(format: .apt, package: names.deb, track: track ?? own),
            RepositoryTarget(format: .yum, package: names.rpm, track: track ?? own),
        ]
        let author = project.maintainer ?? GitPerson(name: "Fledge", email: "fledge@localhost")
        self.init(
            machine: machine, dist: dist, manifest: manifest,
            about: SiteIndex.About(
                name: resolved.name, description: resolved.description ?? "", homepage: resolved.homepage,
                license: resolved.license,
                url: project.siteURL, formula: formula, debianPackage: names.deb, rpmPackage: names.rpm),
            tap: FolderTap(machine: machine, formula: formula, author: author),
            repository: SiteRepository(machine: machine, options: options, targets: targets))
    }
}

extension LoadedProject {
    /// Where the folder channel is served, without a slash at the end.
    package var siteURL: String {
        var url = (configuration.channels.folder ?? Channels.defaultFolder).url.value
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }

    /// The formula's name: what is configured, else the project's, in the letters that Homebrew takes.
    ///
    /// In lower case, as Homebrew makes every name before it looks for the file.
    var formulaName: String {
        if let name = configuration.channels.homebrew?.formula?.value { return name.lowercased() }
        return String(resolved.name.lowercased().map { $0.isLetter || $0.isNumber || "-_@.+".contains($0) ? $0 : "-" })
    }

    /// The maintainer's name and address, where both are known.
    var maintainer: GitPerson? {
        guard let text = resolved.maintainer, let open = text.firstIndex(of: "<"), text.hasSuffix(">") else {
            return nil
        }
        let name = text[..<open].split(separator: " ").joined(separator: " ")
        return GitPerson(name: name, email: String(text[text.index(after: open)...].dropLast()))
    }
}

extension Channels {
    /// The folder channel of a project that says nothing about it.
    static var defaultFolder: Project.FolderChannel { Project.FolderChannel() }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import Repositories
import SystemPackage

extension RepositoryChannel {
    /// The channel of a project, as its configuration and the environment describe it.
    ///
    /// - Parameters:
    ///   - track: Where the release goes; nil is what its version says.
    ///   - phase: To how many percent of its users the version is offered; nil is all.
    ///   - names: The channels that the run publishes to.
    init(
        _ name: ChannelName, project: LoadedProject, machine: Machine, dist: DistFolder, manifest: Manifest,
        track: String?, phase: Int?, beside names: Set<ChannelName> = Set(ChannelName.allCases)
    ) throws {
        let format: Repositories.PackageFormat = name == .apt ? .apt : .yum
        let channels = project.configuration.channels
        let section: (any Project.RepositoryChannel)? = name == .apt ? channels.apt : channels.yum
        guard let settings = section, let storage = settings.storage else {
            throw Diagnostic(
                "the channel `\(name.rawValue)` has no storage", keyPath: "channels.\(name.rawValue).storage",
                hint: "say `channels: {\(name.rawValue): {storage: file:///folder, url: https://…}}`",
                exit: .configuration)
        }
        let own = try SiteRelease(manifest).track.rawValue
        var options = RepositoryAccess.Options()
        options.nameIfNew = project.resolved.name
        options.url = settings.url?.value
        options.signing = project.configuration.signing
        options.folder = project.folder
        if name == .apt {
            options.aptContents = channels.apt?.contents?.value
            options.aptPdiffs = channels.apt?.pdiffs?.value
        } else {
            options.yumUpdateInfo = channels.yum?.updateInfo?.value
        }
        let gitHub = project.gitHubRepository(on: GitHubServer(machine.environment))
        var location = storage.value
        // The project's own repository is meant, whose name the configuration or git knows.
        if location == "github", let gitHub { location = "github:\(gitHub)" }
        // The channel `github` publishes the packages there.
        if channels.github != nil, let gitHub, location.lowercased() == "github:\(gitHub)".lowercased() {
            options.promisedRelease = manifest.releaseTag
        }
        let access = try Self.access(location, options, storage, machine)
        self.init(
            name, access: access,
            target: RepositoryTarget(
                format: format, package: project.resolved.packageName(for: format == .apt ? .deb : .rpm),
                track: track ?? own,
                phase: phase),
            dist: dist, manifest: manifest, url: settings.url?.value, storage: storage,
            isReleasedNow: names.contains(.github))
    }

    /// An error that has no place yet is about the storage.
    private static func access(
        _ location: String, _ options: RepositoryAccess.Options, _ storage: Located<String>, _ machine: Machine
    ) throws -> RepositoryAccess {
        do {
            return try RepositoryAccess(location, options, on: machine)
        } catch {
            throw error.location == nil ? error.located(storage) : error
        }
    }
}

extension Diagnostic {
    func located(_ value: Located<String>) -> Diagnostic {
        var copy = self
        copy.location = value.location
        copy.keyPath = value.keyPath
        return copy
    }
}

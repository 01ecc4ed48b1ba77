// SPDX-License-Identifier: Apache-2.0
package import Effects
package import Project
package import SystemPackage

/// Reads a project from its folder: the configuration, and what the files and git say.
package struct ProjectLoading: Sendable {
    let machine: Machine

    package init(machine: Machine) {
        self.machine = machine
    }

    /// Reads the project; throws all that is wrong with it at once.
    package func load(_ folder: FilePath, config: String?) async throws -> LoadedProject {
        let (reading, repository) = try await read(folder, config: config)
        guard let project = reading.project else { throw Diagnostics(reading.diagnostics) }
        return LoadedProject(resolved: project, warnings: reading.diagnostics, repository: repository)
    }

    /// Reads the project, tells all that is to be said of it, and finds the repository that it is in.
    package func read(
        _ folder: FilePath, config: String?
    ) async throws -> (reading: ProjectReading, repository: GitRepository?) {
        // Most of git's answers' time is git's start, in which the configuration can be read.
        async let configuration = ConfigurationReading(of: folder, named: config.map { FilePath($0) }, on: machine)
        let known = try await GitRepository.withHistory(folder, on: machine)
        let reading = await ResolvedProject.load(
            folder, await configuration, history: known?.history ?? ProjectHistory(), on: machine)
        return (reading, known?.repository)
    }

    /// The text that `fledge init` writes for the project.
    package func starterConfiguration(_ folder: FilePath) async throws -> String {
        let history = try await history(of: folder)
        var detection = try await ProjectDetection.detect(in: folder, history: history, on: machine)
        // Who sets a project up is asked to say who maintains it.
        detection.maintainer = history.identity
        return StarterConfiguration.text(for: detection)
    }

    /// Where the project's changes are read, without asking its build tool anything.
    package func changelogSource(_ folder: FilePath, config: String?) async throws -> ChangelogSource {
        let reading = ConfigurationReading(of: folder, named: config.map { FilePath($0) }, on: machine)
        guard let decoded = reading.decoded, !decoded.hasErrors else { throw Diagnostics(reading.diagnostics) }
        let configuration = decoded.configuration
        let server = GitHubServer(machine.environment)
        let repository =
            if let named = configuration.channels.github?.repository?.value { named } else {
                server.repository(of: try await history(of: folder).origin)
            }
        return ChangelogSource(
            machine: machine, folder: folder, prefix: configuration.tagPrefix?.value ?? "",
            page: repository.map(server.page))
    }

    private func history(of folder: FilePath) async throws -> ProjectHistory {
        try await GitRepository.withHistory(folder, on: machine)?.history ?? ProjectHistory()
    }
}

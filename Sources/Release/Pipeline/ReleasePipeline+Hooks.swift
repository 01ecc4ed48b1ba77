// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

extension ReleasePipeline {
    /// Runs all hooks in a folder where nothing was built yet.
    func runHooks(_ version: ReleaseVersion, in folder: FilePath) async throws {
        let hooks = project.configuration.hooks
        try await runHooks(hooks.before, "before the build", version, in: folder)
        try await runHooks(hooks.after, "after the build", version, in: folder)
    }

    func runHooks(
        _ hooks: [Located<UserCommand>], _ when: String, _ version: ReleaseVersion, in folder: FilePath
    ) async throws {
        let run = CommandRun(
            machine: machine, reporter: reporter, folder: folder, templates: values(version),
            environment: ["RELEASE_VERSION": "\(version.version)", "SOURCE_DATE_EPOCH": "\(version.date)"])
        for (index, hook) in hooks.enumerated() {
            try await run.run(hook, called: "hook \(index + 1) \(when)", stage: .build)
        }
    }
}

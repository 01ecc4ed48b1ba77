// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// Takes a program that lies ready in the project folder, as it is.
struct PrebuiltBuilder: ProgramBuilder {
    let recipe: PrebuiltRecipe

    func build(_ job: BuildJob, in surroundings: BuildSurroundings) async throws -> BuiltProgram {
        let path = surroundings.project.appending(recipe.path)
        guard try surroundings.machine.files.statusIfPresent(path, followingLinks: true)?.isFile == true else {
            throw Diagnostic(
                "there is no prebuilt `\(job.program)` for \(job.target) at `\(recipe.path)`", at: job.location,
                hint: "build it first, or take \(job.target) out of the build's `targets`", exit: .needsChange)
        }
        return BuiltProgram(binary: path, isRaw: false)
    }
}

// SPDX-License-Identifier: Apache-2.0
import Project
package import SystemPackage

/// Makes programs from source in one way: with SwiftPM, with Go, by a command, or by finding them ready.
protocol ProgramBuilder: Sendable {
    /// Builds the job's program in the exported source.
    func build(_ job: BuildJob, in surroundings: BuildSurroundings) async throws -> BuiltProgram
}

/// What a builder left behind.
package struct BuiltProgram: Sendable, Hashable {
    /// The program, in the build workspace or where it was found.
    package var binary: FilePath
    /// The same program with its symbols, where the job asks for them and it is a file of its own.
    package var symbols: FilePath?
    /// Folders that it needs beside it, such as resource bundles.
    package var resources: [FilePath] = []
    /// Whether its symbols have still to be stripped, and its build paths to be made neutral.
    package var isRaw: Bool
}

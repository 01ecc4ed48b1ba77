// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Project
import Release
import SystemPackage

/// The options that all commands share.
struct CommonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Read the configuration from this file.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("The project's folder.", valueName: "folder"))
    var project: String = "."

    @Flag(help: "Say more, such as the compilers' output.")
    var verbose = false

    @Flag(help: "Say nothing but errors.")
    var quiet = false

    @Flag(help: "Print the result as JSON on standard output.")
    var json = false

    func validate() throws {
        if verbose, quiet { throw ValidationError("'--verbose' and '--quiet' exclude each other") }
    }

    /// The console that these options ask for.
    func console() -> Console {
        Console(
            style: Console.suitableStyle(), volume: quiet ? .quiet : verbose ? .verbose : .normal,
            annotations: annotations(), width: Console.terminalWidth())
    }

    /// Annotations that name files as GitHub Actions does: from the top of the repository that it has checked out.
    private func annotations() -> ActionsAnnotations {
        let folder = placeInWorkspace(project) ?? ""
        var annotations = ActionsAnnotations(folder: folder.isEmpty ? "" : folder + "/")
        // It was named from where the command was given.
        if let config { annotations.named = placeInWorkspace(config).map { [config: $0] } ?? [:] }
        return annotations
    }

    /// The path from the top of the workspace, which is the current folder where no workspace is told; nil for what lies
    /// elsewhere.
    private func placeInWorkspace(_ path: String) -> String? {
        let files = Files()
        for top in [Environment.current()["GITHUB_WORKSPACE"], "."] {
            guard let top, let top = try? files.resolve(FilePath(top)), var place = try? files.resolve(FilePath(path)),
                place.removePrefix(top)
            else { continue }
            return place.string
        }
        return nil
    }

    /// The project's folder, absolute.
    func folder(on machine: Machine) throws -> FilePath {
        do {
            let folder = try machine.files.resolve(FilePath(project))
            guard try machine.files.status(folder).isDirectory else {
                throw Diagnostic(
                    "the project `\(project)` is no folder", hint: "name the folder it lies in", exit: .usage)
            }
            return folder
        } catch let error as FileError {
            throw Diagnostic("there is no project folder `\(project)`", cause: error, exit: .usage)
        }
    }
}

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
            annotations: ActionsAnnotations(folder: folderInWorkspace), width: Console.terminalWidth())
    }

    /// The project's folder in the repository that GitHub Actions has checked out, with `/` at its end.
    private var folderInWorkspace: String {
        let files = Files()
        guard let workspace = Environment.current()["GITHUB_WORKSPACE"],
            let top = try? files.resolve(FilePath(workspace)), var folder = try? files.resolve(FilePath(project)),
            folder.removePrefix(top), !folder.isEmpty
        else { return "" }
        return folder.string + "/"
    }

    /// The project's folder, absolute.
    func folder(on machine: Machine) throws -> FilePath {
        do {
            return try machine.files.resolve(FilePath(project))
        } catch {
            throw Diagnostic("there is no project folder `\(project)`", cause: error, exit: .usage)
        }
    }
}

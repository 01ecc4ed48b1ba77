// SPDX-License-Identifier: Apache-2.0
import Project

/// A completion script of a release: for one shell and one command.
struct CompletionScript: Sendable, Hashable {
    let shell: ShellCompletion
    /// The command that it completes.
    let command: String
    let source: PackageEntry.Source
    /// Where archives have it, and the formula finds it.
    let archivePath: String

    /// A file of the project, for the command that its name says; where there is but one program, for that, since shells
    /// load a command's completions by its name.
    init(shell: ShellCompletion, file: ProjectFiles.Match, programs: Set<String>) {
        self.shell = shell
        let named = ShellCompletion.command(ofFile: file.path)
        command = programs.count == 1 ? programs.first ?? named : named
        source = .path(file.file)
        archivePath = file.path
    }

    /// What a program printed, without a `#!` line: shells read completions, and do not run them.
    init(shell: ShellCompletion, command: String, printed: [UInt8]) {
        self.shell = shell
        self.command = command
        let isProgram = printed.starts(with: Array("#!".utf8))
        let start = isProgram ? printed.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? printed.endIndex : 0
        source = .bytes(Array(printed[start...]))
        archivePath = "completions/" + shell.fileName(command: command)
    }

    /// The absolute path at which a package of the format has it.
    func path(in format: PackageFormat) -> String {
        switch format {
        case .deb: shell.debPath(command: command)
        case .rpm: shell.rpmPath(command: command)
        }
    }
}

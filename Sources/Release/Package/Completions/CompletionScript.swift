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

    /// The files of the project for one shell, each for the command that its name says; the only file is for the only
    /// program whatever its name, since shells load a command's completions by the command's name.
    static func scripts(for shell: ShellCompletion, in files: [ProjectFiles.Match], programs: Set<String>) -> [Self] {
        let only = files.count == 1 && programs.count == 1 ? programs.first : nil
        return files.map { file in
            Self(
                shell: shell, command: only ?? ShellCompletion.command(ofFile: file.path), source: .path(file.file),
                archivePath: file.path)
        }
    }

    private init(shell: ShellCompletion, command: String, source: PackageEntry.Source, archivePath: String) {
        self.shell = shell
        self.command = command
        self.source = source
        self.archivePath = archivePath
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

// SPDX-License-Identifier: Apache-2.0
@testable import Release
import SystemPackage
import Testing

@Suite("A completion script")
struct CompletionScriptTests {
    private func match(_ path: String) -> ProjectFiles.Match {
        ProjectFiles.Match(path: path, file: FilePath("/" + path), mode: 0o644)
    }

    @Test(arguments: [
        (["comp/completion.bash"], ["greet"], ["greet"]),
        (["comp/greet.bash", "comp/g.bash"], ["greet"], ["greet", "g"]),
        (["comp/completion.bash"], ["greet", "greetd"], ["completion"]),
        (["comp/greet.bash", "comp/greetd-completion.bash"], ["greet", "greetd"], ["greet", "greetd"]),
    ])
    func `is for the command that its name says, or the only program`(
        _ files: [String], _ programs: [String], _ commands: [String]
    ) {
        let scripts = CompletionScript.scripts(for: .bash, in: files.map(match), programs: Set(programs))
        #expect(scripts.map(\.command) == commands)
        #expect(scripts.map(\.archivePath) == files)
    }
}

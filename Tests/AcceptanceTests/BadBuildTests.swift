// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage
import Testing

/// Builds that do not come to a good end.
@Suite("A bad build")
struct BadBuildTests {
    @Test func `names the program that is missing before anything is built`() async throws {
        try await BuiltProgram.withProject { project in
            try await project.build("[no-such-compiler, build]")
            try await project.release(
                fails: 2,
                saying: """
                    error: cannot build `greet`: there is no program `no-such-compiler`
                      at fledge.yaml:3:5

                    hint: install it, or correct `command` of build `greet`
                    """)
            let check = try await project.fledge("check")
            #expect(check.outcome == .exited(2))
            #expect(check.error.text.contains("there is no program `no-such-compiler`"))
        }
    }

    @Test func `shows the compiler's own words, the command and the target`() async throws {
        try await BuiltProgram.withProject { project in
            try await project.build("\"echo compiling; echo 'main.c:1: bad' >&2; exit 3\"")
            try await project.release(
                fails: 1,
                saying: """

                    output of greet linux/amd64:
                    compiling
                    main.c:1: bad

                    error: cannot build `greet` for linux/amd64
                      caused by: `/bin/sh -c
                    """)
        }
    }

    @Test func `ends a build that hangs, with all it started`() async throws {
        try await BuiltProgram.withProject { project in
            try await project.build("\"sleep 86413 & sleep 86413\"", more: ", timeout: 1s")
            try await project.release(fails: 1, saying: "hint: give it longer with `builds.timeout`")
            #expect(try await project.must("sh", ["-c", "pgrep -cf 'sleep 8641[3]' || true"]) == "0")
        }
    }

    @Test func `keeps little of 100 MB of output`() async throws {
        try await BuiltProgram.withProject { project in
            try await project.build("\"yes 'a line of words that a compiler might print' | head -c 100000000; exit 1\"")
            for arguments in [["release"], ["release", "--verbose"]] {
                let command = ([try BuiltProgram.path().string] + arguments).joined(separator: " ")
                // The peak of the program's memory, in kB, after its own exit code.
                let script = "\(command) 2>../err; echo $?; wc -c < ../err"
                let output = try await project.must("sh", ["-c", "ulimit -v 2000000; \(script)"])
                let numbers = output.split(separator: "\n").compactMap { Int($0) }
                #expect(numbers.first == 1)
                if arguments.count == 1 { #expect(try #require(numbers.last) < 3_000_000) }
            }
        }
    }

    @Test(arguments: ["INT", "TERM", "HUP"])
    func `ends at a signal with 130, and nothing goes on`(_ signal: String) async throws {
        try await BuiltProgram.withProject { project in
            let seconds = 86420 + signal.utf8.count * 3 + (signal.utf8.first.map(Int.init) ?? 0)
            try await project.build("\"touch $STARTED; sleep \(seconds) & sleep \(seconds)\"")
            let output = try await project.interrupt("kill -\(signal) $pid")
            #expect(output == "130", "\(output)")
            #expect(try await project.must("sh", ["-c", "pgrep -cf '[s]leep \(seconds)' || true"]) == "0")
            let said = try project.machine.files.readText(project.folder.appending("../err"), limit: 1 << 16)
            #expect(said.contains("error: interrupted\n\nhint: run the same command again to go on"))
        }
    }

    @Test func `ends with all it started where its terminal has gone, to which nothing can be written any more`()
        async throws
    {
        try await BuiltProgram.withProject { project in
            try await project.build("\"touch $STARTED; sleep 86437 & sleep 86437\"")
            let output = try await project.interrupt("kill -HUP $pid", errors: "/dev/full")
            #expect(output == "130", "\(output)")
            #expect(try await project.must("sh", ["-c", "pgrep -cf '[s]leep 86437' || true"]) == "0")
        }
    }

    @Test func `ends at once at the second signal, with programs that ignore the first`() async throws {
        try await BuiltProgram.withProject { project in
            try await project.build("\"trap '' TERM INT; touch $STARTED; while true; do sleep 86499; done\"")
            let output = try await project.interrupt(
                "kill -INT $pid; until grep -q 'once more' ../err; do sleep 0.05; done; kill -INT $pid")
            #expect(output == "130", "\(output)")
            #expect(try await project.must("sh", ["-c", "pgrep -cf '[s]leep 86499' || true"]) == "0")
        }
    }

    @Test func `lets no two runs work on one project`() async throws {
        try await BuiltProgram.withProject { project in
            try await project.build("\"touch $STARTED; sleep 86512\"")
            let output = try await project.interrupt(
                "\(try BuiltProgram.path()) publish 2>../other; echo $?; kill -TERM $pid")
            #expect(output == "1\n130", "\(output)")
            let said = try project.machine.files.readText(project.folder.appending("../other"), limit: 1 << 16)
            #expect(said.contains("error: another `fledge` is at work on this project"))
        }
    }
}

extension BuiltProgram {
    /// Replaces the configuration by one of a command.
    fileprivate func build(_ command: String, more: String = "") async throws {
        let started = folder.removingLastComponent().appending("started")
        try machine.files.replace(
            folder.appending("fledge.yaml"),
            text: """
                {name: greet, description: Greets, license: MIT, maintainer: Ada <ada@example.org>,
                builds: [
                    {builder: command, binary: greet, command: \(command), targets: [linux/amd64],
                     environment: {STARTED: "\(started)"}\(more)}],
                gates: {audit: off, version: off, startup: off}}
                """)
        try await commit("Build by a command")
        try await must("git", ["tag", "--force", "v1.2.3"])
    }

    /// Runs a release, and `script` once its build has started; returns what that prints, and the release's exit code.
    fileprivate func interrupt(_ script: String, errors: String = "../err") async throws -> String {
        let whole = """
            \(try BuiltProgram.path()) release 2>\(errors) & pid=$!
            until [ -e ../started ]; do kill -0 $pid || break; sleep 0.05; done
            \(script)
            wait $pid; echo $?
            """
        let call = ProgramCall(
            .name("sh"), ["-c", whole], workingDirectory: folder,
            environment: .minimal(adding: ["FLEDGE_CACHE": folder.removingLastComponent().appending("cache").string]),
            timeout: .seconds(60))
        return try await machine.programs.run(call).outputText
    }
}

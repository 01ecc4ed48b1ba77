// SPDX-License-Identifier: Apache-2.0

import Effects
import Synchronization
import SystemPackage
import Testing
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

@Suite("Running programs")
struct ProgramsTests {
    let programs = Programs(
        environment: Environment(["PATH": "/usr/bin:/bin", "HOME": "/nowhere", "GITHUB_TOKEN": "t0ken"]))

    private func shell(_ script: String, _ change: (inout ProgramCall) -> Void = { _ in }) async throws -> ProgramResult
    {
        var call = ProgramCall(.name("sh"), ["-c", script], timeout: .seconds(600))
        change(&call)
        return try await programs.run(call)
    }

    @Test func `gives status, output and error apart`() async throws {
        let result = try await shell("echo out; echo err >&2; exit 3")
        #expect(result.outcome == .exited(3))
        #expect(!result.isSuccess)
        #expect(result.output.text == "out\n")
        #expect(result.outputText == "out")
        #expect(result.error.text == "err\n")
    }

    @Test func `tells the signal that ended a program`() async throws {
        #expect(try await shell("kill -SEGV $$").outcome == .signalled(11))
    }

    @Test func `passes arguments, input and folder on as they are`() async throws {
        let odd = "a b'\"\n$HOME *"
        let call = ProgramCall(
            .name("sh"), ["-c", "printf '%s|' \"$@\"; cat; pwd", "sh", odd, ""],
            workingDirectory: "/usr", input: Array("fed\n".utf8))
        #expect(try await programs.run(call).output.text == "\(odd)||fed\n/usr\n")
    }

    @Test func `feeds more input than a pipe holds`() async throws {
        let input = [UInt8](repeating: UInt8(ascii: "x"), count: 3_000_000)
        let result = try await programs.run(ProgramCall(.name("wc"), ["-c"], input: input, timeout: .seconds(600)))
        #expect(result.outputText == "3000000")
    }

    @Test func `survives a program that does not read its input`() async throws {
        let input = [UInt8](repeating: 0, count: 3_000_000)
        let call = ProgramCall(.name("true"), input: input, timeout: .seconds(600))
        #expect(try await programs.run(call).isSuccess)
    }

    @Test func `hands down no secret`() async throws {
        let inherited = try await shell("env | sort | cut -d= -f1 | grep -v -x -e _ -e PWD -e OLDPWD -e SHLVL")
        #expect(inherited.outputText == "HOME\nLANG\nPATH")
        let chosen = try await shell("echo $A$LANG") { $0.environment = .minimal(adding: ["A": "1"]) }
        #expect(chosen.outputText == "1C.UTF-8")
        let exact = try await shell("echo $A$LANG") { $0.environment = .exactly(["A": "1", "PATH": "/bin"]) }
        #expect(exact.outputText == "1")
    }

    @Test func `names the program or folder that is missing`() async throws {
        await #expect(throws: ProgramError.notFound("no-such-program")) {
            try await programs.run(ProgramCall(.name("no-such-program")))
        }
        await #expect(throws: ProgramError.notFound("/etc/passwd")) {
            try await programs.run(ProgramCall(.path("/etc/passwd")))
        }
        await #expect(throws: ProgramError.workingDirectoryMissing("/no/such")) {
            try await programs.run(ProgramCall(.name("true"), workingDirectory: "/no/such"))
        }
        #expect("\(ProgramError.notFound("go"))" == "cannot find the program `go`")
        #expect(programs.find("sh") != nil)
        #expect(programs.find("no-such-program") == nil)
    }

    @Test func `keeps both ends of a hundred megabytes and nothing between`() async throws {
        let result = try await shell("echo first; yes 0123456789abcde | head -c 100000000; echo last") {
            $0.outputLimit = 4096
        }
        #expect(result.isSuccess)
        #expect(result.output.isTruncated)
        #expect(result.output.bytes.count == 4096)
        #expect(result.output.omitted == 100_000_011 - 4096)
        #expect(result.output.text.hasPrefix("first\n0123456789abcde\n"))
        #expect(result.output.text.hasSuffix("last\n"))
    }

    @Test func `hands on lines as they come`() async throws {
        let lines = Mutex<[ProgramCall.Line]>([])
        let long = String(repeating: "y", count: 70_000)
        _ = try await shell("printf 'a\\r\\n\\nb'; printf '\\377\\n' >&2; printf '%s' \(long)") {
            $0.onLine = { line in lines.withLock { $0.append(line) } }
        }
        let (output, error) = lines.withLock { all in
            (all.filter { $0.stream == .output }.map(\.text), all.filter { $0.stream == .error }.map(\.text))
        }
        #expect(output.prefix(2) == ["a", ""])
        #expect(output.dropFirst(2).joined() == "b" + long)
        #expect(output.count == 4)
        #expect(error == ["\u{FFFD}"])
    }

    @Test func `ends a program that takes too long, with what it had written`() async throws {
        let result = try await shell("echo begun; sleep 1000") { $0.timeout = .seconds(1) }
        #expect(result.outcome == .timedOut(after: .seconds(1)))
        #expect(result.outputText == "begun")
        #expect(!result.isSuccess)
    }

    @Test func `ends one that closed its output`() async throws {
        let result = try await shell("exec >&- 2>&-; sleep 1000") { $0.timeout = .seconds(1) }
        #expect(result.outcome == .timedOut(after: .seconds(1)))
    }

    @Test func `kills a program that ignores SIGTERM, and its children`() async throws {
        let script = """
            trap '' TERM
            sh -c "trap '' TERM; echo \\$\\$; while :; do sleep 0.05; done" &
            echo $$
            while :; do sleep 0.05; done
            """
        for pid in try await cancel(script, afterLines: 2) { #expect(!isRunning(pid)) }
    }

    @Test func `kills children that outlive a leader which heeds SIGTERM`() async throws {
        let script = "sh -c \"trap '' TERM; echo \\$\\$; while :; do sleep 0.05; done\" & wait"
        for pid in try await cancel(script, afterLines: 1) { #expect(!isRunning(pid)) }
    }

    /// Runs a script that prints process numbers, cancels it when it has printed so many, and returns them.
    private func cancel(_ script: String, afterLines count: Int) async throws -> [pid_t] {
        let (lines, heard) = AsyncStream.makeStream(of: String.self)
        let task = Task { [programs] in
            try await programs.run(
                ProgramCall(.name("sh"), ["-c", script], grace: .milliseconds(100)) { heard.yield($0.text) })
        }
        var pids: [pid_t] = []
        for await line in lines {
            pids.append(try #require(pid_t(line)))
            if pids.count == count { break }
        }
        for pid in pids { #expect(isRunning(pid)) }
        task.cancel()
        await #expect(throws: ProgramError.cancelled("sh")) { try await task.value }
        return pids
    }

    @Test func `leaves nothing behind when the program exits before its children`() async throws {
        let result = try await shell("sleep 1000 & echo $!")
        #expect(result.isSuccess)
        #expect(!isRunning(try #require(pid_t(result.outputText))))
    }

    @Test func `ends with its task`() async throws {
        for pid in try await cancel("echo $$; sleep 1000", afterLines: 1) { #expect(!isRunning(pid)) }
    }

    @Test func `does not start in a cancelled task`() async throws {
        let task = Task { [programs] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await programs.run(ProgramCall(.name("true")))
        }
        await #expect(throws: ProgramError.cancelled("true")) { try await task.value }
    }

    @Test func `runs many at once`() async throws {
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<40 {
                group.addTask { Int(try await shell("echo \(number)").outputText) ?? -1000 }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 780)
    }

    @Test func `writes a command as a shell would read it`() {
        let call = ProgramCall(.name("go"), ["build", "-ldflags", "-s -w", "it's", ""])
        #expect(call.commandLine == #"go build -ldflags '-s -w' 'it'\''s' ''"#)
    }

    /// Whether a process is there and not a zombie.
    private func isRunning(_ pid: pid_t) -> Bool {
        #if os(Linux)
            guard let stat = try? Files().readText(FilePath("/proc/\(pid)/stat"), limit: 4096) else { return false }
            return stat.split(separator: ") ").last?.first != "Z"
        #else
            return kill(pid, 0) == 0
        #endif
    }
}

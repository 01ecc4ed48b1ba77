// SPDX-License-Identifier: Apache-2.0
import Effects
import Testing

@testable import Release

@Suite("A program that does not start")
struct StartupFailureTests {
    private func reason(_ outcome: ProgramResult.Outcome, _ error: String = "") -> String? {
        StartupFailure(ProgramResult(outcome: outcome, error: CapturedOutput(Array(error.utf8))))?.reason
    }

    @Test func `is told from one that does not know its arguments`() {
        #expect(reason(.exited(0)) == nil)
        #expect(reason(.exited(64), "usage: hello") == nil)
        #expect(reason(.exited(129), "unknown option `version'") == nil)
        #expect(reason(.exited(255), "usage: ssh") == nil)
        #expect(reason(.timedOut(after: .seconds(20))) == nil)
    }

    @Test func `crashes, or is not loaded`() {
        #expect(
            reason(.signalled(4), "main\nFatal error: could not load resource bundle")
                == "Fatal error: could not load resource bundle")
        #expect(reason(.signalled(11)) == "it was ended by signal 11")
        #expect(reason(.exited(139)) == "it exited with 139")
        let loader = "./hello: error while loading shared libraries: libfoo.so.1: cannot open shared object file"
        #expect(reason(.exited(127), loader) == loader)
        #expect(reason(.exited(1), "Error relocating ./hello: x") == "Error relocating ./hello: x")
    }

    @Test func `says nothing of the program where an emulator has no system for it`() throws {
        let said = "qemu-aarch64-static: Could not open '/lib/ld-linux-aarch64.so.1': No such file or directory"
        let failure = try #require(
            StartupFailure(ProgramResult(outcome: .exited(255), error: CapturedOutput(Array(said.utf8)))))
        #expect(failure.isForeignLoader)
    }
}

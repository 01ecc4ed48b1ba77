// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// How this machine runs programs of a target.
enum ForeignRunner: Sendable, Hashable {
    case native
    /// Through an emulator of user programs, by its name.
    case emulated(by: String)

    /// The way to run programs of `target` here; nil if there is none.
    init?(for target: Target, on machine: Machine) {
        let host = Target.host
        if target == host
            || (target.os == .macos && host.os == .macos && (target.arch == .universal || host.arch == .arm64))
        {
            self = .native
            return
        }
        guard target.os == .linux, host.os == .linux else { return nil }
        let names: [String] =
            switch target.arch {
            case .amd64: ["qemu-x86_64-static", "qemu-x86_64"]
            case .arm64: ["qemu-aarch64-static", "qemu-aarch64"]
            case .armv7: ["qemu-arm-static", "qemu-arm"]
            case .universal: []
            }
        guard let found = names.first(where: { machine.programs.find($0) != nil }) else { return nil }
        self = .emulated(by: found)
    }

    /// The call that runs the program at `path`: short, with an empty input, and without this process's variables.
    func call(_ path: FilePath, _ arguments: [String], in folder: FilePath, outputLimit: Int = 1 << 16) -> ProgramCall {
        let environment = ProgramCall.ChildEnvironment.exactly([
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": folder.string, "TMPDIR": folder.string, "LANG": "C.UTF-8",
            // What a Swift program prints in the order of a set would differ from run to run.
            "SWIFT_DETERMINISTIC_HASHING": "1",
        ])
        let (program, all): (ProgramCall.Program, [String]) =
            switch self {
            case .native: (.path(path), arguments)
            case .emulated(let emulator): (.name(emulator), [path.string] + arguments)
            }
        return ProgramCall(
            program, all, workingDirectory: folder, environment: environment, outputLimit: outputLimit,
            timeout: .seconds(20),
            grace: .seconds(1))
    }
}

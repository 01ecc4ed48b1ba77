// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage

/// How this machine runs programs of a target.
enum ForeignRunner: Sendable, Hashable {
    case native
    /// Through an emulator of user programs, by its name, with the system's libraries for them, if it has any.
    case emulated(by: String, libraries: String?)

    /// The way to run the program at `path`, of `target`, here; nil if there is none.
    init?(for target: Target, running path: FilePath, on machine: Machine) {
        let host = Target.host
        if target == host || (target.os == host.os && Self.isScript(path))
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
        let libraries = machine.environment["QEMU_LD_PREFIX"] ?? Self.libraries(for: target, files: machine.files)
        self = .emulated(by: found, libraries: libraries)
    }

    /// Whether the file is a script, which runs on every processor and in no emulator.
    private static func isScript(_ path: FilePath) -> Bool {
        do {
            return try FileReader(path).read(upTo: 2) == Array("#!".utf8)
        } catch {
            // What can't be read can't be run either, and whoever runs it says so.
            return false
        }
    }

    /// What came of starting a program.
    enum Start {
        case ran(ProgramResult)
        case failed(StartupFailure)
        /// The emulator lacks what the program would be loaded by, which says nothing of the program.
        case untried
    }

    /// Runs what `call` has made.
    func start(_ call: ProgramCall, on machine: Machine) async throws -> Start {
        let result: ProgramResult
        do {
            result = try await machine.programs.run(call)
        } catch {
            guard let failure = StartupFailure(refusing: error), self == .native else { throw error }
            return .failed(failure)
        }
        guard let failure = StartupFailure(result) else { return .ran(result) }
        return failure.isForeignLoader && self != .native ? .untried : .failed(failure)
    }

    /// Where Debian's cross compilers keep a target's libraries, if they are there.
    private static func libraries(for target: Target, files: Files) -> String? {
        let folder: String? =
            switch target.arch {
            case .amd64: "/usr/x86_64-linux-gnu"
            case .arm64: "/usr/aarch64-linux-gnu"
            case .armv7: "/usr/arm-linux-gnueabihf"
            case .universal: nil
            }
        do throws(FileError) {
            return try folder.flatMap { path throws(FileError) in
                try files.exists(FilePath(path).appending("lib")) ? path : nil
            }
        } catch {
            return nil
        }
    }

    /// The call that runs the program at `path`: short, with an empty input, and without this process's variables.
    func call(_ path: FilePath, _ arguments: [String], in folder: FilePath, outputLimit: Int = 1 << 16) -> ProgramCall {
        var environment = [
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": folder.string, "TMPDIR": folder.string, "LANG": "C.UTF-8",
            // What a Swift program prints in the order of a set would differ from run to run.
            "SWIFT_DETERMINISTIC_HASHING": "1",
        ]
        if case .emulated(_, let libraries?) = self { environment["QEMU_LD_PREFIX"] = libraries }
        let (program, all): (ProgramCall.Program, [String]) =
            switch self {
            case .native: (.path(path), arguments)
            case .emulated(let emulator, _): (.name(emulator), [path.string] + arguments)
            }
        return ProgramCall(
            program, all, workingDirectory: folder, environment: .exactly(environment), outputLimit: outputLimit,
            timeout: .seconds(20),
            grace: .seconds(1))
    }
}

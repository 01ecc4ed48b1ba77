// SPDX-License-Identifier: Apache-2.0

import Subprocess
import SystemPackage
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Runs real programs, each in a session of its own, so that it ends with all that it started.
package struct Programs: ProgramRunner {
    private let environment: Environment

    /// - Parameter environment: What children inherit the minimal part of.
    package init(environment: Environment) {
        self.environment = environment
    }

    package func find(_ name: String) -> String? {
        Self.search(name, in: environment.minimal()["PATH"] ?? "")
    }

    package func run(_ call: ProgramCall) async throws(ProgramError) -> ProgramResult {
        guard !Task.isCancelled else { throw .cancelled(call.name) }
        let configuration = try configuration(for: call)
        FaultPoint.pass()
        let output = OutputCollector(.output, call)
        let error = OutputCollector(.error, call)
        let (ending, isLate) = await withTaskGroup(of: Event.self) { group in
            group.addTask {
                .ended(await Self.execute(configuration, input: call.input, output, error))
            }
            if let timeout = call.timeout {
                group.addTask {
                    do { try await Task.sleep(for: timeout) } catch { return .timerStopped }
                    return .timeElapsed
                }
            }
            var isLate = false
            var ending = Ending.failed("it vanished")
            for await event in group {
                switch event {
                case .timeElapsed:
                    isLate = true
                    group.cancelAll()
                case .ended(let end):
                    ending = end
                    group.cancelAll()
                case .timerStopped:
                    break
                }
            }
            return (ending, isLate)
        }
        output.finish()
        error.finish()
        guard !Task.isCancelled else { throw .cancelled(call.name) }
        let outcome: ProgramResult.Outcome
        switch ending {
        case _ where isLate: outcome = .timedOut(after: call.timeout ?? .zero)
        case .exited(let code): outcome = .exited(code)
        case .signalled(let signal): outcome = .signalled(signal)
        case .notStarted(let reason): throw .notStarted(call.name, reason: reason)
        case .failed(let reason): throw .disconnected(call.name, reason: reason)
        }
        return ProgramResult(outcome: outcome, output: output.captured, error: error.captured)
    }

    private enum Event: Sendable {
        case ended(Ending)
        case timeElapsed
        case timerStopped
    }

    private enum Ending: Sendable {
        case exited(Int32)
        case signalled(Int32)
        case notStarted(String)
        case failed(String)
    }

    private static func execute(
        _ configuration: Configuration, input: [UInt8], _ output: OutputCollector, _ error: OutputCollector
    ) async -> Ending {
        if !input.isEmpty { _ = ignoresBrokenPipes }
        let group = ProcessGroup()
        let ending: Ending
        do {
            let result = try await Subprocess.run(
                configuration, input: .inputWriter, output: .sequence, error: .sequence
            ) { execution in
                group.started(execution.processIdentifier.value)
                let (outputBytes, errorBytes) = (execution.standardOutput, execution.standardError)
                let writer = execution.standardInputWriter
                try await withThrowingTaskGroup(of: Void.self) { readers in
                    readers.addTask { try await output.collect(outputBytes) }
                    readers.addTask { try await error.collect(errorBytes) }
                    // A program may end without having read its input; its status tells whether that was wrong.
                    if !input.isEmpty { _ = try? await writer.write(input) }
                    try await writer.finish()
                    try await readers.waitForAll()
                }
            }
            ending =
                switch result.terminationStatus {
                case .exited(let code): .exited(Int32(code))
                case .signaled(let signal): .signalled(Int32(signal))
                }
        } catch {
            let reason = String(describing: error)
            ending = group.hasStarted ? .failed(reason) : .notStarted(reason)
        }
        await group.end()
        return ending
    }

    private func configuration(for call: ProgramCall) throws(ProgramError) -> Configuration {
        let values =
            switch call.environment {
            case .minimal(let more): environment.minimal(adding: more)
            case .exactly(let values): values
            }
        if let folder = call.workingDirectory {
            let status = try? Files().statusIfPresent(folder, followingLinks: true)
            guard status?.isDirectory == true else { throw .workingDirectoryMissing(folder) }
        }
        let path: String
        switch call.program {
        case .name(let name):
            guard let found = Self.search(name, in: values["PATH"] ?? "") else { throw .notFound(name) }
            path = found
        case .path(let file):
            guard Self.isExecutable(file.string) else { throw .notFound(file.string) }
            path = file.string
        }
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: call.grace)
        ]
        var custom: [Subprocess.Environment.Key: String] = [:]
        for (name, value) in values {
            if let key = Subprocess.Environment.Key(rawValue: name) { custom[key] = value }
        }
        return Configuration(
            executable: .path(.init(path)),
            arguments: Arguments(executablePathOverride: call.name, remainingValues: call.arguments),
            environment: .custom(custom), workingDirectory: call.workingDirectory.map { .init($0.string) },
            platformOptions: options)
    }

    private static func search(_ name: String, in searchPath: String) -> String? {
        guard !name.isEmpty, !name.contains("/") else { return nil }
        // A relative entry would find another program in another folder.
        return searchPath.split(separator: ":").filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }
            .first(where: isExecutable)
    }

    private static func isExecutable(_ path: String) -> Bool {
        let status = try? Files().status(FilePath(path), followingLinks: true)
        return status?.isFile == true && access(path, X_OK) == 0
    }

    /// A program that ends without reading its input makes writing it fail; the signal would end this process instead.
    private static let ignoresBrokenPipes: Bool = {
        BrokenPipes.failWrites()
        return true
    }()
}

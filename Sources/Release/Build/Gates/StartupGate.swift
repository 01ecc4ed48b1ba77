// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Project
import SystemPackage

/// Unpacks what was packed, away from the build folder, and starts the program in it.
///
/// A resource bundle or library that was left out of a package is never missed on the machine that built it, where the
/// program finds the original; so the build folder is out of reach while this gate runs.
struct StartupGate {
    let machine: Machine
    let dist: DistFolder
    let workspace: BuildWorkspace

    /// A program that was packed, and where in the archive or package it lies.
    struct Packed: Sendable {
        let artifact: Artifact
        let target: Target
        /// Paths of the programs, relative to the top of the archive or of the package's root.
        let programs: [String]
    }

    /// One diagnostic for each program that does not start.
    func findings(_ packed: [Packed], policy: GatePolicy) async throws -> [Diagnostic] {
        guard let severity = policy.severity(policy.startup) else { return [] }
        let runnable = packed.filter { $0.target.os == Target.host.os }
        guard !runnable.isEmpty else { return [] }
        return try await withWorkspaceHidden {
            var found: [Diagnostic] = []
            for item in runnable { found += try await findings(item, policy, severity) }
            return found
        }
    }

    private func findings(
        _ item: Packed, _ policy: GatePolicy, _ severity: Diagnostic.Severity
    ) async throws -> [Diagnostic] {
        try await machine.files.withTemporaryDirectory { folder in
            try unpack(item.artifact, into: folder)
            var found: [Diagnostic] = []
            for program in item.programs {
                let path = folder.appending(program)
                guard let runner = ForeignRunner(for: item.target, running: path, on: machine) else { continue }
                guard
                    case .failed(let failure) = try await runner.start(
                        runner.call(path, ["--version"], in: folder), on: machine)
                else { continue }
                found.append(
                    Diagnostic(
                        severity: severity,
                        message: "`\(program)` of `\(item.artifact.name)` does not start: \(failure.reason)",
                        hints: [
                            "what it needs must be in the package, or among the package's dependencies; "
                                + "or \(policy.remedy("startup", severity))"
                        ],
                        exit: severity == .error ? .needsChange : .success))
            }
            return found
        }
    }

    private func unpack(_ artifact: Artifact, into folder: FilePath) throws {
        let extraction = TarExtraction(files: machine.files, folder: folder)
        let file = FileByteSource(try FileReader(dist.path.appending(artifact.path)))
        switch artifact.kind {
        case .deb:
            var members = ArReader(file)
            while let member = try members.next() {
                guard member.name.hasPrefix("data.tar") else { continue }
                try extraction.extract(Decompressor(ArMemberSource(reader: members), Self.compression(of: member.name)))
                return
            }
        default: try extraction.extract(Decompressor(file, Self.compression(of: artifact.name)))
        }
    }

    private static func compression(of name: String) -> Compression {
        if name.hasSuffix(".gz") { return .gzip }
        if name.hasSuffix(".xz") { return .xz }
        return name.hasSuffix(".zst") ? .zstd : .none
    }

    /// Runs `body` while the build folder has another name.
    private func withWorkspaceHidden<Result>(_ body: () async throws -> Result) async throws -> Result {
        let root = workspace.root
        guard try machine.files.exists(root) else { return try await body() }
        try machine.files.rename(root, to: workspace.hiddenRoot)
        let result: Result
        do {
            result = try await body()
        } catch {
            try machine.files.rename(workspace.hiddenRoot, to: root)
            throw error
        }
        try machine.files.rename(workspace.hiddenRoot, to: root)
        return result
    }
}

/// The content of the member that an `ar` reader stands at.
private struct ArMemberSource<Source: ByteSource>: ByteSource {
    var reader: ArReader<Source>

    mutating func read(upTo count: Int) throws -> [UInt8] {
        try reader.readContent(upTo: count)
    }
}

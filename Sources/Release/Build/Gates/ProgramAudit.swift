// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Project
import SystemPackage

/// Audits finished programs: what they need of the machines that they will run on.
struct ProgramAudit {
    let policy: GatePolicy

    /// The audit of the program at `path`; nil for a file in no known executable format, such as a script.
    ///
    /// - Parameter buildFolders: Folders to look for in all of the program's data; nil leaves that search out.
    func audit(_ path: FilePath, target: Target, buildFolders: [String]? = nil) throws -> BinaryAudit? {
        let bytes = FileBytes(try FileReader(path))
        guard let image = try Executable(parsing: bytes) else { return nil }
        let strays = try buildFolders.map {
            try AuditPolicy.pathScan(buildFolders: $0).search(image.dataRanges, of: bytes)
        }
        return BinaryAudit(
            image: image, target: target.audited, policy: AuditPolicy(allowedLibraries: policy.allowedLibraries),
            strayPaths: strays)
    }

    /// What the audit finds in a job's program, as the gate's level has it.
    func findings(on path: FilePath, job: BuildJob, workspace: BuildWorkspace) throws -> [Diagnostic] {
        guard let audit = try audit(path, target: job.target, buildFolders: [workspace.root.string]) else { return [] }
        return audit.findings.compactMap { finding in
            // Only a wrong target, a library or a library path stop a program; the rest is worth knowing.
            let level: GateLevel = finding.kind.isFatal || policy.audit == .off ? policy.audit : .warning
            guard let severity = policy.severity(level) else { return nil }
            return Diagnostic(
                severity: severity, message: "`\(job.program)` for \(job.target): \(finding.message)",
                location: job.location,
                hints: [finding.hint].compactMap { $0 }, exit: severity == .error ? .needsChange : .success)
        }
    }
}

extension AuditFinding.Kind {
    fileprivate var isFatal: Bool {
        switch self {
        case .wrongTarget, .interpreter, .library, .libraryPath: true
        default: false
        }
    }
}

extension Target {
    fileprivate var audited: AuditTarget {
        let system: ExecutableFormat.OperatingSystem =
            switch os {
            case .linux: .linux
            case .macos: .macOS
            case .windows: .windows
            }
        return AuditTarget(system, Set(slices.compactMap { ProcessorArchitecture(rawValue: $0.arch.rawValue) }))
    }
}

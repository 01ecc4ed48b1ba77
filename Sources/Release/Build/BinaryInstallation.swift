// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Project
import SystemPackage

/// Brings a program from where it was built to `dist/build/<os>_<arch>/`, as users will have it.
///
/// A raw ELF program is stripped, its build identifier and Swift's module hash are emptied, and the build folder's path
/// in it is replaced: what is left is the same bytes wherever it was built.
struct BinaryInstallation {
    let files: Files
    let workspace: BuildWorkspace
    /// The `dist/` folder.
    let dist: FilePath
    /// The time that the files get, in seconds since 1970-01-01 00:00 UTC.
    let modified: Int64

    /// Installs the program and its resources; returns them as artifacts.
    func install(_ program: BuiltProgram, for job: BuildJob) throws -> [Artifact] {
        let folder = "build/\(job.target.fileName)"
        try files.createDirectory(dist.appending(folder))
        var artifacts = [try copyProgram(program, as: "\(folder)/\(job.fileName)", job: job)]
        if job.keepsSymbols, program.isRaw {
            artifacts.append(
                try copy(
                    program.binary, as: "\(folder)/\(job.fileName).debug", kind: .debugSymbols, job: job,
                    scrubbing: true))
        }
        for resource in program.resources { artifacts += try copyResource(resource, into: folder, job: job) }
        return artifacts
    }

    private func copyProgram(_ program: BuiltProgram, as path: String, job: BuildJob) throws -> Artifact {
        guard program.isRaw else {
            return try copy(program.binary, as: path, kind: .binary, job: job, scrubbing: false)
        }
        let bytes = FileBytes(try FileReader(program.binary))
        let stripped: any RandomAccessBytes
        do {
            let image = try ELFImage(parsing: bytes)
            let stripping = try ELFStrip.stripping(image, in: bytes)
            let patches = try ELFNormalization.patches(for: try ELFImage(parsing: stripping), in: stripping)
            stripped = try SplicedBytes(stripping, patches: patches)
        } catch {
            throw Diagnostic("cannot strip `\(job.program)` for \(job.target)", at: job.location, cause: error)
        }
        var source = RandomAccessSource(stripped)
        return try write(&source, as: path, kind: .binary, job: job, mode: 0o755, scrubbing: true)
    }

    private func copyResource(_ resource: FilePath, into folder: String, job: BuildJob) throws -> [Artifact] {
        guard let name = resource.lastComponent?.string else { return [] }
        var artifacts: [Artifact] = []
        for entry in try files.walk(resource) where !entry.status.isDirectory {
            let path = "\(folder)/\(name)/\(entry.relativePath)"
            try files.createDirectory(dist.appending(path).removingLastComponent())
            artifacts.append(try copy(entry.path, as: path, kind: .resource, job: job, scrubbing: false))
        }
        return artifacts
    }

    private func copy(_ file: FilePath, as path: String, kind: ArtifactKind, job: BuildJob, scrubbing: Bool) throws
        -> Artifact
    {
        let reader = try FileReader(file)
        var source = FileByteSource(reader)
        let mode: UInt32 = kind == .binary || reader.status.mode & 0o100 != 0 ? 0o755 : 0o644
        return try write(&source, as: path, kind: kind, job: job, mode: mode, scrubbing: scrubbing)
    }

    private func write(
        _ source: inout some ByteSource, as path: String, kind: ArtifactKind, job: BuildJob, mode: UInt32,
        scrubbing: Bool
    ) throws -> Artifact {
        var sink = try ArtifactSink(dist.appending(path), mode: mode)
        var scrubber =
            scrubbing
            ? BuildPathScrubber(path: workspace.root.bytes, replacement: BuildWorkspace.neutralRoot) : nil
        while true {
            let bytes = try source.read(upTo: 1 << 20)
            if bytes.isEmpty { break }
            try sink.write(scrubber?.scrub(bytes) ?? bytes)
        }
        if let rest = scrubber?.finish() { try sink.write(rest) }
        let (size, sha256) = try sink.commit(modified: modified)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return Artifact(
            kind: kind, name: name, path: path, target: job.target, program: job.program, size: size, sha256: sha256)
    }
}

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
    let version: ReleaseVersion

    /// Installs the program and its resources; returns them as artifacts.
    func install(_ program: BuiltProgram, for job: BuildJob) throws -> [Artifact] {
        let folder = "build/\(job.target.fileName)"
        try files.createDirectory(dist.appending(folder))
        var artifacts: [Artifact] = []
        let path = "\(folder)/\(job.fileName)"
        if program.isRaw {
            artifacts += try installRaw(program.binary, as: path, job: job)
        } else {
            artifacts.append(try copy(program.binary, as: path, kind: .binary, job: job))
            if let symbols = program.symbols {
                artifacts.append(try copy(symbols, as: symbolsName(job), kind: .debugSymbols, job: job))
            }
        }
        for resource in program.resources { artifacts += try copyResource(resource, into: folder, job: job) }
        return artifacts
    }

    /// Users fetch symbols by their name, which therefore says what they are of; it lies beside the checksums that list it.
    private func symbolsName(_ job: BuildJob) -> String {
        "\(job.program)_\(version.version)_\(job.target.fileName).debug"
    }

    private func installRaw(_ binary: FilePath, as path: String, job: BuildJob) throws -> [Artifact] {
        let bytes = FileBytes(try FileReader(binary))
        do {
            let image = try ELFImage(parsing: bytes)
            let stripped = try ELFStrip.stripping(image, in: bytes)
            let plain = try writeNormalized(stripped, as: path, kind: .binary, job: job, buildID: [])
            guard job.keepsSymbols else { return [plain] }
            // Debuggers find symbols by the build ID. The linker's depends on the folder, so both files get one that is made
            // of what the program is without any.
            let identity = Array(plain.sha256.utf8.prefix(40)).hexadecimalBytes
            return [
                try writeNormalized(stripped, as: path, kind: .binary, job: job, buildID: identity),
                try writeNormalized(bytes, as: symbolsName(job), kind: .debugSymbols, job: job, buildID: identity),
            ]
        } catch let error as ExecutableError {
            throw Diagnostic("cannot strip `\(job.program)` for \(job.target)", at: job.location, cause: error)
        }
    }

    private func writeNormalized(
        _ bytes: any RandomAccessBytes, as path: String, kind: ArtifactKind, job: BuildJob, buildID: [UInt8]
    ) throws -> Artifact {
        let patches = try ELFNormalization.patches(for: try ELFImage(parsing: bytes), in: bytes, buildID: buildID)
        var source = RandomAccessSource(try SplicedBytes(bytes, patches: patches))
        return try write(
            &source, as: path, kind: kind, job: job, mode: kind == .binary ? 0o755 : 0o644, scrubbing: true)
    }

    private func copyResource(_ resource: FilePath, into folder: String, job: BuildJob) throws -> [Artifact] {
        guard let name = resource.lastComponent?.string else { return [] }
        var artifacts: [Artifact] = []
        for file in try ResourceFiles(files: files, source: workspace.source).list(resource) {
            let path = "\(folder)/\(name)/\(file.relativePath)"
            try files.createDirectory(dist.appending(path).removingLastComponent())
            artifacts.append(try copy(file.path, as: path, kind: .resource, job: job))
        }
        return artifacts
    }

    private func copy(_ file: FilePath, as path: String, kind: ArtifactKind, job: BuildJob) throws -> Artifact {
        let reader = try FileReader(file)
        var source = FileByteSource(reader)
        let mode: UInt32 = kind == .binary || reader.status.mode & 0o100 != 0 ? 0o755 : 0o644
        return try write(&source, as: path, kind: kind, job: job, mode: mode, scrubbing: false)
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
        let (size, sha256) = try sink.commit(modified: version.date)
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return Artifact(
            kind: kind, name: name, path: path, target: job.target, program: job.program, size: size, sha256: sha256)
    }
}

extension [UInt8] {
    /// The bytes that hexadecimal digits stand for.
    fileprivate var hexadecimalBytes: [UInt8] {
        stride(from: 0, to: count - 1, by: 2).map { index in
            Self.value(of: self[index]) << 4 | Self.value(of: self[index + 1])
        }
    }

    private static func value(of digit: UInt8) -> UInt8 {
        digit < UInt8(ascii: "a") ? digit - UInt8(ascii: "0") : digit - UInt8(ascii: "a") + 10
    }
}

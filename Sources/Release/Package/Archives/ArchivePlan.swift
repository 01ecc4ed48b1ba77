// SPDX-License-Identifier: Apache-2.0
import SystemPackage
import Formats
package import Project

/// One archive to be written: its name, its form, and what is in it.
package struct ArchivePlan: Sendable {
    /// The file name, extension included.
    package var name: String
    package var format: ArchiveFormat
    package var target: Target
    /// The program that the archive is for.
    package var program: String
    /// A folder in the archive that everything lies in, or nil.
    package var wrap: String?
    package var contents: FileContents

    package init(
        name: String, format: ArchiveFormat, target: Target, program: String, wrap: String?, contents: FileContents
    ) {
        self.name = name
        self.format = format
        self.target = target
        self.program = program
        self.wrap = wrap
        self.contents = contents
    }

    /// Writes the archive into `dist/`; the file times are those of the entries, its own is `modified`.
    package func write(to dist: DistFolder, jobs: Int) async throws -> Artifact {
        var sink = try ArtifactSink(dist.path.appending(name))
        let prefix = wrap.map { $0 + "/" } ?? ""
        let sorted = contents.sorted()
        if format == .zip {
            _ = try await ZipWriter(jobs: jobs).write(sorted, prefix: prefix, into: &sink)
        } else {
            var source = try TarSource(sorted, dialect: .pax, prefix: prefix)
            _ = try await Compressor(format.compression, jobs: jobs, takesDigests: false).compress(&source, into: &sink)
        }
        let (size, sha256) = try sink.commit(modified: dist.modified)
        return Artifact(
            kind: .archive, name: name, path: name, target: target, program: program, size: size, sha256: sha256)
    }
}

extension ArchiveFormat {
    /// How the tar stream of this format is compressed.
    fileprivate var compression: Compression {
        switch self {
        case .tarGzip: .gzip
        case .tarXZ: .xz
        case .tarZstd: .zstd
        case .zip: .none
        }
    }
}

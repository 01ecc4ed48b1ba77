// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage
import Project

/// A `dist/` whose files are all there, as its manifest describes them.
struct CompleteDist {
    private let dist: DistFolder

    init(_ dist: DistFolder) {
        self.dist = dist
    }

    /// Reads the manifest and looks for every file of it; their digests are for `DigestCheck`.
    func manifest() throws -> Manifest {
        let path = dist.path.appending("manifest.json")
        guard try dist.files.exists(path) else {
            throw Diagnostic(
                "there is no complete release in `dist/`", hint: "run `fledge sign` first, or `fledge release`",
                exit: .needsChange)
        }
        let manifest: Manifest
        do {
            manifest = try Manifest(reading: path, files: dist.files)
        } catch {
            throw Diagnostic(
                "`dist/manifest.json` can't be read", hint: "run `fledge release --clean`", cause: error,
                exit: .needsChange)
        }
        var problems = try manifest.artifacts.filter { artifact in
            let status = try dist.files.statusIfPresent(dist.path.appending(artifact.path))
            return status?.isFile != true || status?.size != artifact.size
        }.map(DigestCheck.problem)
        if !manifest.artifacts.contains(where: { $0.kind == .checksums }) {
            problems.append(Diagnostic("`dist/` has no checksums", hint: "run `fledge sign` first", exit: .needsChange))
        }
        guard problems.isEmpty else { throw Diagnostics(problems) }
        return manifest
    }
}

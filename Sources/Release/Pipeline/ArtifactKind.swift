// SPDX-License-Identifier: Apache-2.0

/// What an artifact is to those who fetch it.
package enum ArtifactKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// A program as the compiler left it, stamped and stripped: `build/<os>_<arch>/hello`.
    case binary
    /// A folder beside a binary that it needs to run: `build/<os>_<arch>/hello_hello.resources`.
    case resource
    /// Debug symbols of a binary.
    case debugSymbols = "debug-symbols"
    /// A `.tar.gz` or `.zip` of a program for one target.
    case archive
    case deb
    case rpm
    /// A `.artifactbundle.zip` (SE-0305).
    case artifactBundle = "artifact-bundle"
    /// A Homebrew formula.
    case formula
    case installScript = "install-script"
    /// A file that the configuration adds to the release as it is.
    case extraFile = "extra-file"
    /// The coreutils list of SHA-256 digests.
    case checksums
    /// A detached signature of another artifact.
    case signature
    /// The release's complete description.
    case manifest

    /// Whether users fetch the artifact by its name, so that it is listed among the checksums.
    package var isDownload: Bool {
        switch self {
        case .archive, .deb, .rpm, .artifactBundle, .extraFile, .debugSymbols: true
        case .binary, .resource, .formula, .installScript, .checksums, .signature, .manifest: false
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package import Project

/// A file that the release made.
package struct Artifact: Sendable, Hashable, Codable {
    package var kind: ArtifactKind
    /// The file's name, by which it is published; unique among the downloads.
    package var name: String
    /// The path relative to `dist/`, with `/` between components.
    package var path: String
    /// The machine it runs on; nil for what fits all of them.
    package var target: Target?
    /// The program in it, where it holds one.
    package var program: String?
    /// The size in bytes.
    package var size: UInt64
    /// The SHA-256 digest, 64 lower-case hexadecimal digits.
    package var sha256: String

    package init(
        kind: ArtifactKind, name: String, path: String, target: Target? = nil, program: String? = nil, size: UInt64,
        sha256: String
    ) {
        self.kind = kind
        self.name = name
        self.path = path
        self.target = target
        self.program = program
        self.size = size
        self.sha256 = sha256
    }
}

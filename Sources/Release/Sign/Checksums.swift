// SPDX-License-Identifier: Apache-2.0

/// The list of digests that `sha256sum --check` reads: a line a file, `<64 hexadecimal digits>  <name>`, sorted by name.
package struct Checksums: Sendable, Hashable {
    private let lines: [(name: String, sha256: String)]

    /// Lists the artifacts that users fetch by name.
    package init(of artifacts: [Artifact]) {
        lines = artifacts.filter(\.kind.isDownload).map { ($0.name, $0.sha256) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    package var text: String {
        lines.map { "\($0.sha256)  \($0.name)\n" }.joined()
    }

    package static func == (one: Checksums, other: Checksums) -> Bool { one.text == other.text }

    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

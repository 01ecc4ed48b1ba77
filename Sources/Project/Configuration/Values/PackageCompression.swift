// SPDX-License-Identifier: Apache-2.0

/// How a package's payload is compressed: a codec, and a level where another than the usual one is wanted; `zstd:fast`.
package struct PackageCompression: RawRepresentable, CaseIterable, Sendable, Hashable {
    package enum Codec: String, Sendable, Hashable, CaseIterable {
        case gzip, xz, zstd, none
    }

    /// How much time goes into a smaller package.
    package enum Level: String, Sendable, Hashable, CaseIterable {
        case fast, standard, best
    }

    package let codec: Codec
    /// Nil where the usual one of the codec and the format is taken.
    package let level: Level?

    package static let allCases =
        Codec.allCases.map { Self(codec: $0, level: nil) }
        + [.gzip, .xz, .zstd].flatMap { codec in Level.allCases.map { Self(codec: codec, level: $0) } }

    package init(codec: Codec, level: Level? = nil) {
        self.codec = codec
        self.level = level
    }

    package init?(rawValue: String) {
        guard let value = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = value
    }

    package var rawValue: String { level.map { "\(codec.rawValue):\($0.rawValue)" } ?? codec.rawValue }
}

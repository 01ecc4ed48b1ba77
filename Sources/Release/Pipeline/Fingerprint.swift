// SPDX-License-Identifier: Apache-2.0
package import Crypto

/// A digest of all that a stage's outcome depends on, so that an unchanged stage need not run again.
package struct Fingerprint: Sendable {
    private var hasher = SHA256()

    package init() {}

    /// Adds a named value; names and values are set off by their lengths, so that no two lists look alike.
    package mutating func add(_ name: String, _ value: some StringProtocol) {
        for text in [String(name), String(value)] {
            let bytes = Array(text.utf8)
            hasher.update(data: Array("\(bytes.count):".utf8))
            hasher.update(data: bytes)
        }
    }

    /// Adds a table of values in the order of their names.
    package mutating func add(_ name: String, _ values: [String: String]) {
        add(name, "\(values.count)")
        for (key, value) in values.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            add(key, value)
        }
    }

    /// Adds what another stage made.
    package mutating func add(_ name: String, _ artifacts: [Artifact]) {
        add(name, "\(artifacts.count)")
        for artifact in artifacts { add(artifact.path, artifact.sha256) }
    }

    /// The digest, 64 hexadecimal digits.
    package func finished() -> String {
        hasher.finalize().hexadecimal
    }
}

extension Digest {
    /// The digest's bytes as lower-case hexadecimal digits.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

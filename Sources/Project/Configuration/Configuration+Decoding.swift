// SPDX-License-Identifier: Apache-2.0

package import Effects

/// What came of decoding a configuration file.
package struct DecodedConfiguration: Sendable {
    /// What could be decoded; complete when there is no error among the diagnostics.
    package let configuration: Configuration
    /// All that is wrong, in the order of the file.
    package let diagnostics: [Diagnostic]

    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

extension Configuration {
    /// Decodes a file's bytes.
    ///
    /// - Parameters:
    ///   - file: The file's name for diagnostics, as the user would name it.
    ///   - environment: Where `$NAME` is read from; a secret is only noted, and read when it is needed.
    package static func decode(
        _ bytes: [UInt8], file: String, environment: Environment = Environment([:])
    ) -> DecodedConfiguration {
        var reader = YAMLReader(file: file)
        let root = reader.read(bytes)
        var decoder = ConfigurationDecoder(file: file, environment: environment)
        for diagnostic in reader.diagnostics { decoder.append(diagnostic) }
        let configuration = root.flatMap { ValueSchema<Configuration>.section.decode($0, &decoder) }
        return DecodedConfiguration(
            configuration: configuration ?? Configuration(), diagnostics: inOrder(decoder.diagnostics)
        )
    }

    /// Sorted by place; an alias or a merge key leads to the same place twice, which is told once.
    private static func inOrder(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        var seen: Set<String> = []
        let distinct = diagnostics.filter { seen.insert("\($0.location?.description ?? "") \($0.message)").inserted }
        return distinct.enumerated().sorted { left, right in
            let (first, second) = (left.element.location, right.element.location)
            guard let first, let second, first != second else { return left.offset < right.offset }
            return first < second
        }.map(\.element)
    }
}

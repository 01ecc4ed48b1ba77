// SPDX-License-Identifier: Apache-2.0

/// Why a file is no manifest, in words for those who did not write Fledge.
struct ManifestDefect: Error, Sendable, Hashable, CustomStringConvertible {
    let description: String

    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            description = "it has no `\(Self.place(context.codingPath + [key]))`"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            let place = Self.place(context.codingPath)
            description = place.isEmpty ? "it is no JSON object" : "its `\(place)` has a value of another kind"
        case .dataCorrupted(let context):
            let place = Self.place(context.codingPath)
            description = place.isEmpty ? "it is not JSON" : "its `\(place)` has an unknown value"
        @unknown default: description = "it is not JSON"
        }
    }

    /// A place in the JSON as in `artifacts[2].kind`.
    private static func place(_ path: [any CodingKey]) -> String {
        path.reduce(into: "") { text, key in
            if let index = key.intValue {
                text += "[\(index)]"
            } else {
                text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
    }
}

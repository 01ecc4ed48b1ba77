// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The head of an HTTP request: as much of it as choosing a greeting needs.
package struct Request: Sendable, Equatable {
    package let method: String
    /// The path, without the query.
    package let path: String
    /// The query's items, percent-decoded; of several with one name the last counts.
    package let query: [String: String]
    /// The languages of `Accept-Language`, the most wanted first.
    package let languages: [String]

    /// Reads a request's head, up to and without the empty line; `nil` if it is none.
    package init?(parsing head: String) {
        let lines = head.split(whereSeparator: \.isNewline)
        guard let parts = lines.first?.split(separator: " "), parts.count == 3, parts[2].hasPrefix("HTTP/1.") else {
            return nil
        }
        guard let url = URLComponents(string: String(parts[1])), url.path.hasPrefix("/") else { return nil }
        method = String(parts[0])
        path = url.path
        query = Dictionary(
            (url.queryItems ?? []).map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { _, last in last })
        languages = lines.dropFirst().flatMap(Self.acceptedLanguages)
    }

    /// The language ranges of an `Accept-Language` line in falling order of weight; none in another line.
    private static func acceptedLanguages(_ line: Substring) -> [String] {
        guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "accept-language" else { return [] }
        let ranges = line[line.index(after: colon)...].split(separator: ",").map { range in
            let parts = range.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.flatMap { Double($0.dropFirst(2)) }
            return (tag: parts.first ?? "", weight: weight ?? 1)
        }
        return ranges.enumerated().filter { $0.element.weight > 0 }
            .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }
            .map(\.element.tag)
    }
}

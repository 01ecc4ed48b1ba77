// SPDX-License-Identifier: Apache-2.0

/// Answers requests with greetings.
package struct Receptionist: Sendable {
    private let greetings: Greetings
    private let language: String
    private let name: String

    /// Greets `name` in `language` unless a request asks for something else.
    package init(greetings: Greetings, language: String, name: String) {
        self.greetings = greetings
        self.language = language
        self.name = name
    }

    /// `GET /`, with `?name=` and `?language=`, greets; `Accept-Language` is honoured.
    package func answer(_ request: Request) -> Response {
        guard request.path == "/" else { return Response(.notFound, "there is nothing at this address") }
        guard ["GET", "HEAD"].contains(request.method) else {
            return Response(.methodNotAllowed, "only GET and HEAD are answered")
        }
        let wanted = [request.query["language"]].compactMap(\.self) + request.languages
        let chosen = greetings.bestLanguage(of: wanted) ?? language
        let visitor = request.query["name"].flatMap { $0.isEmpty ? nil : $0 } ?? name
        guard let text = greetings.greeting(of: visitor, in: chosen) else {
            return Response(.notFound, "there is no greeting in `\(chosen)`")
        }
        return Response(.ok, text, language: chosen)
    }
}

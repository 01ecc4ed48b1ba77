// SPDX-License-Identifier: Apache-2.0

import Effects

/// Collects what is wrong while a configuration is decoded, and knows where in it the decoding is.
package struct ConfigurationDecoder {
    let file: String
    let environment: Environment
    private(set) var diagnostics: [Diagnostic] = []
    private var path: [String] = []

    init(file: String, environment: Environment) {
        self.file = file
        self.environment = environment
    }

    /// The key path of what is being decoded, such as `builds[0].targets[1]`.
    var keyPath: String {
        path.reduce(into: "") { $0 += $0.isEmpty || $1.hasPrefix("[") ? $1 : "." + $1 }
    }

    func location(_ mark: ConfigurationNode.Mark) -> SourceLocation {
        SourceLocation(file: file, line: mark.line, column: mark.column)
    }

    /// A value decoded at a mark, with the key path at hand.
    func located<Value>(_ value: Value, at mark: ConfigurationNode.Mark) -> Located<Value> {
        Located(value, at: location(mark), keyPath: keyPath)
    }

    mutating func report(_ message: String, at mark: ConfigurationNode.Mark, hint: String? = nil) {
        report(message, at: location(mark), hint: hint)
    }

    /// - Parameter keyPath: What it is about; nil is what is being decoded.
    mutating func report(_ message: String, at location: SourceLocation?, keyPath: String? = nil, hint: String? = nil) {
        append(Diagnostic(message, at: location, keyPath: keyPath ?? current, hint: hint, exit: .configuration))
    }

    mutating func warn(_ message: String, at location: SourceLocation?, keyPath: String? = nil, hint: String? = nil) {
        append(.warning(message, at: location, keyPath: keyPath ?? current, hint: hint))
    }

    mutating func append(_ diagnostic: Diagnostic) {
        diagnostics.append(diagnostic)
    }

    private var current: String? {
        path.isEmpty ? nil : keyPath
    }

    /// Decodes what a key, or an index in brackets, leads to.
    mutating func descend<Result>(
        into component: String, _ body: (inout ConfigurationDecoder) -> Result
    ) -> Result {
        path.append(component)
        defer { path.removeLast() }
        return body(&self)
    }

    /// - Parameter hint: What helps where there is a scalar of another kind; nil where quotes do.
    mutating func reportWrongType(_ node: ConfigurationNode, expected: String, hint special: String? = nil) {
        var hint: String?
        if case .scalar(let scalar) = node.content, expected.hasPrefix("text"), scalar.kind != .null {
            hint = special ?? "write it in quotes: \"\(scalar.text)\""
        }
        let found = node.isNull ? "found nothing" : "found \(node.kindName)"
        report("`\(path.isEmpty ? file : keyPath)` must be \(expected), \(found)", at: node.mark, hint: hint)
    }

    mutating func reportUnknown(
        _ what: String, _ name: String, at mark: ConfigurationNode.Mark, known: [String]
    ) {
        let hint: String
        if let nearest = NearestName.nearest(to: name, among: known) {
            hint = "did you mean `\(nearest)`?"
        } else {
            hint = "known here: " + known.map { "`\($0)`" }.joined(separator: ", ")
        }
        report("unknown \(what) `\(name)`", at: mark, hint: hint)
    }
}

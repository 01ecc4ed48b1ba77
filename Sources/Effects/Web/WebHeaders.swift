// SPDX-License-Identifier: Apache-2.0

/// The fields of a request's or a response's head, in order; names are compared without regard to case.
package struct WebHeaders: Sendable, Hashable {
    package struct Field: Sendable, Hashable {
        package let name: String
        package let value: String
        /// Whether it goes to no other host, and into no text.
        package let isSecret: Bool
    }

    package private(set) var fields: [Field] = []

    package init() {}

    /// The first value of a name; setting one replaces all, and nil removes them.
    package subscript(name: String) -> String? {
        get { fields.first { Self.isEqual($0.name, name) }?.value }
        set { set(name, newValue, isSecret: Self.secretNames.contains(name.lowercased())) }
    }

    /// Sets a field that no other host and no message gets to see; `Authorization` and `Cookie` always are that.
    package mutating func set(_ name: String, secret value: Secret) {
        set(name, value.value, isSecret: true)
    }

    /// Adds a field beside others of its name.
    package mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value, isSecret: Self.secretNames.contains(name.lowercased())))
    }

    mutating func removeSecrets() {
        fields.removeAll(where: \.isSecret)
    }

    private mutating func set(_ name: String, _ value: String?, isSecret: Bool) {
        fields.removeAll { Self.isEqual($0.name, name) }
        if let value { fields.append(Field(name: name, value: value, isSecret: isSecret)) }
    }

    private static func isEqual(_ first: String, _ second: String) -> Bool {
        first.lowercased() == second.lowercased()
    }

    private static let secretNames: Set<String> = ["authorization", "proxy-authorization", "cookie"]
}

extension WebHeaders: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }
}

extension WebHeaders: CustomStringConvertible {
    package var description: String {
        fields.map { "\($0.name): \($0.isSecret ? Redactor.replacement : $0.value)" }.joined(separator: "\n")
    }
}

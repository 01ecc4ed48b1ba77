// SPDX-License-Identifier: Apache-2.0

/// A setting's value and where it was written.
package struct Located<Value: Sendable & Hashable>: Sendable, Hashable {
    package var value: Value
    /// The place in the configuration file; nil for a default.
    package var location: SourceLocation?
    /// The keys that lead to it, such as `builds[0].targets[1]`; nil for a default.
    package var keyPath: String?

    package init(_ value: Value, at location: SourceLocation?, keyPath: String? = nil) {
        self.value = value
        self.location = location
        self.keyPath = keyPath
    }

    /// A value that no file states.
    package init(default value: Value) {
        self.init(value, at: nil)
    }

    /// Whether no file states it.
    package var isDefault: Bool { location == nil }

    package func map<Other, Failure: Error>(_ transform: (Value) throws(Failure) -> Other) throws(Failure) -> Located<
        Other
    > {
        Located<Other>(try transform(value), at: location, keyPath: keyPath)
    }

    /// An error about this setting, where it was written.
    package func diagnostic(_ message: String, hint: String? = nil, cause: (any Error)? = nil) -> Diagnostic {
        Diagnostic(message, at: location, keyPath: keyPath, hint: hint, cause: cause, exit: .configuration)
    }

    /// A warning about this setting, where it was written.
    package func warning(_ message: String, hint: String? = nil) -> Diagnostic {
        .warning(message, at: location, keyPath: keyPath, hint: hint)
    }
}

extension Located: CustomStringConvertible where Value: CustomStringConvertible {
    package var description: String { value.description }
}

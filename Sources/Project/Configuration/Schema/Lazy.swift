// SPDX-License-Identifier: Apache-2.0

/// A value that is made when it is first asked for.
final class Lazy<Value> {
    private var make: (() -> Value)?
    private(set) lazy var value: Value = {
        defer { make = nil }
        guard let make else { preconditionFailure("a lazy value is made once") }
        return make()
    }()

    init(_ make: @escaping () -> Value) {
        self.make = make
    }
}

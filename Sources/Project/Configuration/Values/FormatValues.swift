// SPDX-License-Identifier: Apache-2.0

/// A setting that may differ by package format.
package struct FormatValues<Value: Sendable & Hashable>: Sendable, Hashable {
    /// What a format without its own value has.
    package var common: Value
    package var byFormat: [PackageFormat: Value]

    package init(common: Value, byFormat: [PackageFormat: Value] = [:]) {
        self.common = common
        self.byFormat = byFormat
    }

    package subscript(format: PackageFormat) -> Value {
        byFormat[format] ?? common
    }
}

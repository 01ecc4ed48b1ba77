// SPDX-License-Identifier: Apache-2.0

package import Effects

/// What the names of a template stand for; a name without a value is an error where a template uses it.
package struct TemplateValues: Sendable, Hashable {
    package var values: [TemplateName: String]
    package var environment: Environment

    package init(_ values: [TemplateName: String] = [:], environment: Environment = Environment([:])) {
        self.values = values
        self.environment = environment
    }

    package subscript(name: TemplateName) -> String? {
        get { values[name] }
        set { values[name] = newValue }
    }

    /// These values with those of a target: `os`, `arch` and `target`, which is `os_arch` as in file names.
    package func adding(os: String, architecture: String) -> TemplateValues {
        var values = self
        values[.os] = os
        values[.arch] = architecture
        values[.target] = "\(os)_\(architecture)"
        return values
    }
}

// SPDX-License-Identifier: Apache-2.0
package import Project

extension Template {
    /// The text with every name replaced, or a diagnostic that says where the template stands.
    package func rendered(_ values: TemplateValues, at location: SourceLocation?) throws(Diagnostic) -> String {
        do throws(TemplateError) {
            return try render(values)
        } catch {
            throw Diagnostic("`\(text)` \(error)", at: location, hint: error.hint, exit: .configuration)
        }
    }
}

extension Located<Template> {
    /// The value's text with every name replaced.
    package func rendered(_ values: TemplateValues) throws(Diagnostic) -> String {
        try value.rendered(values, at: location)
    }
}

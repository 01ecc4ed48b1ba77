// SPDX-License-Identifier: Apache-2.0

/// Why a template was refused, or could not be filled in. The description completes a sentence that names the setting.
package enum TemplateError: Error, Sendable, Hashable {
    case unknownName(String)
    /// `{{#…}}`, `{{>…}}` and other tags than names.
    case unsupportedTag(String)
    case unfinishedTag
    case emptyTag
    /// A name that has no value where the template stands, such as `os` where no target is at hand.
    case noValue(TemplateName)
    case unsetVariable(String)
    case invalid(String)
}

extension TemplateError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownName(let name): "has the unknown name `{{\(name)}}`"
        case .unsupportedTag(let tag): "has `{{\(tag)}}`, and only names can stand in braces"
        case .unfinishedTag: "has `{{` without `}}`"
        case .emptyTag: "has `{{}}` without a name in it"
        case .noValue(let name): "has `{{\(name.rawValue)}}`, which has no value here"
        case .unsetVariable(let name): "has `{{env.\(name)}}`, and the environment variable `\(name)` is not set"
        case .invalid(let text): "is no template: `\(text)`"
        }
    }

    /// What the user can do about it.
    package var hint: String? {
        switch self {
        case .unknownName(let name):
            if let nearest = NearestName.nearest(to: name, among: TemplateName.allCases.map(\.rawValue)) {
                "did you mean `{{\(nearest)}}`?"
            } else {
                "known: " + TemplateName.allCases.map { "`{{\($0.rawValue)}}`" }.joined(separator: ", ")
                    + ", `{{env.NAME}}`"
            }
        case .unsetVariable(let name): "set `\(name)`, or take it out of the template"
        default: nil
        }
    }
}

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

    /// What is known of a release before any target.
    package init(
        project name: String, _ release: ReleaseVersion, track: String, environment: Environment = Environment([:])
    ) {
        self.init(
            [.name: name, .version: release.version.description, .date: release.dateText, .track: track],
            environment: environment)
        self[.tag] = release.tag
        self[.commit] = release.commit
        self[.shortCommit] = release.shortCommit
    }

    /// These values with those of a target; `target` is `linux_amd64`, as in file names.
    package func adding(_ target: Target) -> TemplateValues {
        var values = self
        values[.os] = target.os.rawValue
        values[.arch] = target.arch.rawValue
        values[.target] = target.fileName
        return values
    }
}

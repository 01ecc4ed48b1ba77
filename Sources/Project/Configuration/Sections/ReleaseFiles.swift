// SPDX-License-Identifier: Apache-2.0

/// What a release has besides what Fledge makes.
package struct ReleaseFiles: ConfigurationSection {
    package var location: SourceLocation?
    package var extraFiles: [Located<Template>] = []

    package init() {}

    package static let summary = "What a release has besides what Fledge makes."

    package static var fields: [Field<ReleaseFiles>] {
        [
            Field(
                "extra-files", \.extraFiles, .list(of: .projectPath),
                "Files to publish with the release, as paths or globs from the project folder.")
        ]
    }
}

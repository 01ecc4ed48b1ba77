// SPDX-License-Identifier: Apache-2.0

/// Commands around the build, run in the project folder that is built.
package struct Hooks: ConfigurationSection {
    package var location: SourceLocation?
    package var before: [Located<UserCommand>] = []
    package var after: [Located<UserCommand>] = []

    package init() {}

    package static let summary = "Commands around the build."

    package static var fields: [Field<Hooks>] {
        [
            Field("before", \.before, .list(of: .command), "Commands before the first build."),
            Field("after", \.after, .list(of: .command), "Commands after the last build."),
        ]
    }
}

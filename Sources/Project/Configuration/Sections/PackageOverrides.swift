// SPDX-License-Identifier: Apache-2.0

/// What differs by package format.
package struct PackageFormatOverrides: ConfigurationSection {
    package var location: SourceLocation?
    package var deb = PackageOverrides()
    package var rpm = PackageOverrides()

    package init() {}

    package subscript(format: PackageFormat) -> PackageOverrides {
        switch format {
        case .deb: deb
        case .rpm: rpm
        }
    }

    package static let summary = "What differs by package format."

    package static var fields: [Field<PackageFormatOverrides>] {
        [
            Field("deb", \.deb, .section, "What differs in a deb."),
            Field("rpm", \.rpm, .section, "What differs in an rpm."),
        ]
    }
}

/// What one package format has instead of the common settings; contents are added to them.
package struct PackageOverrides: ConfigurationSection {
    package var location: SourceLocation?
    package var name: Located<String>?
    package var section: Located<String>?
    package var compression: Located<PackageCompression>?
    package var dependencies: [Located<String>]?
    package var recommends: [Located<String>]?
    package var suggests: [Located<String>]?
    package var conflicts: [Located<String>]?
    package var replaces: [Located<String>]?
    package var provides: [Located<String>]?
    package var contents: [PackageContent] = []
    package var scripts = PackageScripts()

    package init() {}

    package static let summary = "What one package format has instead of the common settings."

    package static var fields: [Field<PackageOverrides>] {
        let list = ValueSchema<[Located<String>]>.list(of: ScalarRule.line.located)
        return [
            Field("name", \.name, ScalarRule.packageName.located, "The package's name."),
            Field("section", \.section, ScalarRule.line.located, "deb: the archive section; rpm: the group."),
            Field("compression", \.compression, ScalarRule.choice().located, "How the payload is compressed."),
            Field("dependencies", \.dependencies, list, "What the package needs."),
            Field("recommends", \.recommends, list, "What is installed with it unless the user objects."),
            Field("suggests", \.suggests, list, "What goes well with it."),
            Field("conflicts", \.conflicts, list, "What cannot be installed beside it."),
            Field("replaces", \.replaces, list, "What it takes the place of."),
            Field("provides", \.provides, list, "Other names under which it can be needed."),
            Field("contents", \.contents, .list(of: .section), "What is installed besides the common contents."),
            Field("scripts", \.scripts, .section, "Scripts in place of the common ones of the same name."),
        ]
    }
}

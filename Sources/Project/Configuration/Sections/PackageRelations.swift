// SPDX-License-Identifier: Apache-2.0

/// What a package needs, suggests and stands against, by format, as the formats write it.
package struct PackageRelations: Sendable, Hashable {
    package typealias Lists = FormatValues<[Located<String>]>

    package var dependencies = Lists(common: [])
    package var recommends = Lists(common: [])
    package var suggests = Lists(common: [])
    package var conflicts = Lists(common: [])
    package var replaces = Lists(common: [])
    package var provides = Lists(common: [])

    /// The keys of a section that has relations among its own.
    static func fields<Section: ConfigurationSection>(
        in property: WritableKeyPath<Section, PackageRelations>
    ) -> [Field<Section>] {
        [
            Field("dependencies", property.appending(path: \.dependencies), lists, "What the package needs."),
            Field(
                "recommends", property.appending(path: \.recommends), lists,
                "What is installed with it unless the user objects."),
            Field("suggests", property.appending(path: \.suggests), lists, "What goes well with it."),
            Field("conflicts", property.appending(path: \.conflicts), lists, "What cannot be installed beside it."),
            Field(
                "replaces", property.appending(path: \.replaces), lists,
                "What it takes the place of; in rpm, what it obsoletes."),
            Field("provides", property.appending(path: \.provides), lists, "Other names under which it can be needed."),
        ]
    }

    /// One list for all formats, or one by format.
    private static var lists: ValueSchema<Lists> {
        let list = ValueSchema<[Located<String>]>.list(of: ScalarRule.line.located)
        return .any(
            of: list.converted { FormatValues(common: $0) },
            ValueSchema<KeyedValues<PackageFormat, [Located<String>]>>.mapping("format", key: .choice(), to: list)
                .converted { values in
                    var lists = Lists(common: [])
                    for entry in values.entries { lists.byFormat[entry.key.value] = entry.value }
                    return lists
                }
        )
    }
}

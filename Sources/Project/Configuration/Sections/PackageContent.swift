// SPDX-License-Identifier: Apache-2.0

/// One thing that a package installs besides the program.
package struct PackageContent: ConfigurationSection {
    package var location: SourceLocation?
    package var source: Located<Template>?
    package var destination: Located<Template>?
    package var type = Located(default: PackageContentType.file)
    package var mode: Located<FileMode>?
    package var owner = Located(default: "root")
    package var group = Located(default: "root")
    package var formats: [Located<PackageFormat>] = []

    package init() {}

    /// Whether a package of the format has it; all have what names none.
    package func isFor(_ format: PackageFormat) -> Bool {
        formats.isEmpty || formats.contains { $0.value == format }
    }

    /// Whether some format has both.
    func mayMeet(_ other: PackageContent) -> Bool {
        PackageFormat.allCases.contains { isFor($0) && other.isFor($0) }
    }

    package static let summary = "One thing that a package installs besides the program."

    package static var fields: [Field<PackageContent>] {
        [
            Field(
                "source", \.source, .contentSource,
                "The file, folder or glob in the project; for a symlink, where it points."),
            Field(
                "destination", \.destination, .destination,
                "Where it is installed; with a glob, or with a slash at its end, the folder to put it in."),
            Field("type", \.type, ScalarRule.choice().located, "What it is."),
            Field(
                "mode", \.mode, ScalarRule.mode.located,
                "Its permissions, in octal; by default the file's own, 0755 or 0644."),
            Field("owner", \.owner, ScalarRule.accountName.located, "The user that owns it."),
            Field("group", \.group, ScalarRule.accountName.located, "The group that owns it."),
            Field(
                "formats", \.formats, .list(of: ScalarRule.choice().located),
                "The formats that have it; by default all."),
        ]
    }

    package func check(_ keys: Set<String>, _ decoder: inout ConfigurationDecoder) {
        if !keys.contains("destination") {
            decoder.report("needs `destination`: where it is installed", at: location)
        }
        let hasSource = keys.contains("source")
        switch type.value {
        case .directory, .ghost:
            if hasSource {
                decoder.report(
                    "a \(type.value.rawValue) has no `source`", at: source?.location ?? location,
                    keyPath: source?.keyPath)
            }
        case .symlink:
            if !hasSource { decoder.report("a symlink needs `source`: where it points", at: location) }
            if let mode { decoder.report("a symlink has no `mode`", at: mode.location, keyPath: mode.keyPath) }
        case .file, .config, .configNoReplace, .doc, .license:
            if !hasSource { decoder.report("needs `source`: the file in the project", at: location) }
            if let source, source.value.text.hasPrefix("/") || source.value.text.split(separator: "/").contains("..") {
                decoder.report(
                    "`source` must stay in the project folder, not `\(source.value.text)`", at: source.location,
                    keyPath: source.keyPath
                )
            }
        }
    }
}

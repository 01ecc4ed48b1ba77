// SPDX-License-Identifier: Apache-2.0

package import SystemPackage

/// A project with all that a release needs to know of it: what the configuration says, else what was detected.
package struct ResolvedProject: Sendable, Hashable {
    package var folder: FilePath
    package var configuration: Configuration
    /// The configuration's place in the folder, or its path; nil when there is none.
    package var configurationFile: String?
    package var name: String
    package var description: String?
    package var homepage: String?
    package var license: String?
    /// `Name <address>`.
    package var maintainer: String?
    package var vendor: String?
    /// In the configuration's order, or by name.
    package var builds: [ResolvedBuild]
    /// What precedes the version in this project's tags; empty for `v1.2.3` and `1.2.3`.
    package var tagPrefix: String
    /// Git's remote `origin`, unless it is a local path.
    package var origin: GitRemote?

    /// The name of the project's packages: stated, or its name in lower case with `-` for what packages do not take.
    package func packageName(for format: PackageFormat) -> String {
        let stated = configuration.packages.overrides[format].name ?? configuration.packages.name
        if let stated { return stated.value }
        let mapped = name.lowercased().map { $0.isLetter || $0.isNumber || "+-.".contains($0) ? $0 : "-" }
        return mapped.count < 2 ? String(mapped) + "-cli" : String(mapped)
    }

    /// What a package of the format says about others: what is stated for the format, else what is for all.
    package func relation(_ relation: PackageRelation, for format: PackageFormat) -> [Located<String>] {
        let overrides = configuration.packages.overrides[format]
        let relations = configuration.packages.relations
        return switch relation {
        case .dependencies: overrides.dependencies ?? relations.dependencies[format]
        case .recommends: overrides.recommends ?? relations.recommends[format]
        case .suggests: overrides.suggests ?? relations.suggests[format]
        case .conflicts: overrides.conflicts ?? relations.conflicts[format]
        case .replaces: overrides.replaces ?? relations.replaces[format]
        case .provides: overrides.provides ?? relations.provides[format]
        }
    }

    /// The file of a script in a package of the format.
    package func script(_ script: PackageScript, for format: PackageFormat) -> Located<Template>? {
        func path(in scripts: PackageScripts) -> Located<Template>? {
            switch script {
            case .preinstall: scripts.preinstall
            case .postinstall: scripts.postinstall
            case .preremove: scripts.preremove
            case .postremove: scripts.postremove
            case .pretrans: scripts.pretransaction
            case .posttrans: scripts.posttransaction
            }
        }
        return path(in: configuration.packages.overrides[format].scripts) ?? path(in: configuration.packages.scripts)
    }

    package func compression(for format: PackageFormat) -> PackageCompression {
        (configuration.packages.overrides[format].compression ?? configuration.packages.compression[format]).value
    }

    /// The contents of a package of the format, the common ones first.
    package func contents(for format: PackageFormat) -> [PackageContent] {
        (configuration.packages.contents + configuration.packages.overrides[format].contents).filter {
            $0.isFor(format)
        }
    }
}

/// What came of reading a project: the project unless something is wrong, and all that is to be told.
package struct ProjectReading: Sendable {
    /// Nil if there is an error among the diagnostics.
    package let project: ResolvedProject?
    package let diagnostics: [Diagnostic]
}

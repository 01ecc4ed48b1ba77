// SPDX-License-Identifier: Apache-2.0
import Project

/// Decides which files the package stage makes. Reads nothing but its arguments.
struct PackagePlan {
    /// One target's archive or package.
    struct Item: Sendable, Hashable {
        enum Form: Sendable, Hashable {
            case archive(ArchiveFormat)
            case package(PackageFormat)
        }
        let form: Form
        let target: Target
        let name: String
    }

    let items: [Item]
    /// The names of all files that the stage makes.
    let names: [String]

    init(_ pipeline: ReleasePipeline, version: ReleaseVersion, jobs: [BuildJob]) throws(Diagnostic) {
        let project = pipeline.project.resolved
        let settings = project.configuration
        var items: [Item] = []
        for target in Set(jobs.map(\.target)).sorted() {
            let values = pipeline.values(version).adding(target)
            let format = settings.archives.format(for: ArchiveSystem(rawValue: target.os.rawValue) ?? .all)
            let stem = try settings.archives.name.rendered(values)
            guard !stem.contains("/"), !stem.isEmpty else {
                throw Diagnostic(
                    "an archive can't be called `\(stem)`", at: settings.archives.name.location,
                    keyPath: "archives.name",
                    exit: .configuration)
            }
            items.append(Item(form: .archive(format), target: target, name: "\(stem).\(format.rawValue)"))
            for format in settings.packages.formats.map(\.value) {
                guard let name = Self.packageName(format, project, version.version, target) else { continue }
                items.append(Item(form: .package(format), target: target, name: name))
            }
        }
        var seen: Set<String> = []
        for item in items where !seen.insert(item.name).inserted {
            throw Diagnostic(
                "two archives would be called `\(item.name)`", at: settings.archives.name.location,
                keyPath: "archives.name",
                hint: "put `{{os}}_{{arch}}` into the name", exit: .configuration)
        }
        self.items = items
        names = items.map(\.name)
    }

    /// The distributions' names of package files; nil for a target without such packages.
    private static func packageName(
        _ format: PackageFormat, _ project: ResolvedProject, _ version: SemanticVersion, _ target: Target
    ) -> String? {
        let name = project.packageName(for: format)
        switch format {
        case .deb: return target.debianArchitecture.map { "\(name)_\(version.fileVersion)_\($0).deb" }
        case .rpm:
            let release = project.configuration.packages.release.value
            return target.rpmArchitecture.map { "\(name)-\(version.fileVersion)-\(release).\($0).rpm" }
        }
    }
}

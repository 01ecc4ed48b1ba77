// SPDX-License-Identifier: Apache-2.0

import Effects
import SystemPackage

/// Makes resolved builds of what the configuration states and what was detected.
struct BuildResolver {
    let configuration: Configuration
    let detection: ProjectDetection
    let folder: FilePath
    let files: Files
    private(set) var diagnostics: [Diagnostic] = []

    init(configuration: Configuration, detection: ProjectDetection, folder: FilePath, files: Files) {
        self.configuration = configuration
        self.detection = detection
        self.folder = folder
        self.files = files
    }

    /// The name of the only program that the configuration describes, which then is the project's.
    var soleName: String? {
        guard configuration.builds.count == 1, let build = configuration.builds.first else { return nil }
        return build.binary?.value ?? build.product.map { ProjectDetection.projectName($0.value) } ?? build.id?.value
    }

    mutating func builds(projectName: String) -> [ResolvedBuild] {
        var builds: [ResolvedBuild] = []
        if configuration.builds.isEmpty {
            builds = detection.programs.map { detected($0) }
            if builds.isEmpty { reportNothingToBuild() }
        }
        for build in configuration.builds {
            if let resolved = resolve(build, projectName: projectName) { builds.append(resolved) }
        }
        var ids: Set<String> = []
        for build in builds where !ids.insert(build.id).inserted {
            report(
                "two builds are called `\(build.id)`", at: build.location, keyPath: "builds",
                hint: "give each an `id` of its own")
        }
        return builds
    }

    private func detected(_ program: ProjectDetection.Program) -> ResolvedBuild {
        let defaults = Build()
        let name = ProjectDetection.projectName(program.name)
        let recipe: ResolvedBuild.Recipe
        let targets: [Target]
        switch program.source {
        case .swift(let product):
            recipe = .swift(product: product, linking: defaults.linking.value, sdks: [:], version: VersionStamp())
            targets = [.host]
        case .go(let package):
            recipe = .go(package: package, version: VersionStamp())
            targets = Target.standard
        }
        return ResolvedBuild(
            id: name, binary: name, recipe: recipe, targets: targets, environment: [], flags: [],
            timeout: defaults.timeout.value, keepsDebugSymbols: false, sources: program.sources
        )
    }

    private mutating func resolve(_ build: Build, projectName: String) -> ResolvedBuild? {
        guard let builder = build.builder?.value ?? detection.builder else {
            report(
                "this build names no `builder`, and there is neither Package.swift nor go.mod", at: build.location,
                keyPath: "builds")
            return nil
        }
        let fallback = configuration.builds.count == 1 ? projectName : nil
        let recipe: ResolvedBuild.Recipe
        var name = build.binary?.value
        var sources: [String] = []
        switch builder {
        case .swift:
            guard let product = product(of: build) else { return nil }
            name = name ?? ProjectDetection.projectName(product)
            let sdks = Dictionary(uniqueKeysWithValues: build.swiftSDK.entries.map { ($0.key.value, $0.value.value) })
            recipe = .swift(
                product: product, linking: build.linking.value, sdks: sdks, version: build.version)
            sources = detection.programs.first { $0.source == .swift(product: product) }?.sources ?? []
        case .go:
            guard let package = goPackage(of: build) else { return nil }
            let detected = detection.programs.first { $0.source == .go(package: package) }?.name
            let last = package.split(separator: "/").last.map(String.init).flatMap { $0 == "." ? nil : $0 }
            name = name ?? detected ?? last ?? fallback
            recipe = .go(package: package, version: build.version)
        case .command:
            guard let command = build.command else { return nil }
            recipe = .command(command, path: build.path)
        case .prebuilt:
            guard let path = build.path else { return nil }
            recipe = .prebuilt(path: path)
        }
        guard let binary = name ?? build.id?.value ?? fallback else {
            report("this build has no name", at: build.location, keyPath: "builds", hint: "add `binary`")
            return nil
        }
        return ResolvedBuild(
            id: build.id?.value ?? binary, binary: binary, recipe: recipe, targets: targets(of: build, builder),
            environment: build.environment.entries.map { .init(name: $0.key.value, value: $0.value) },
            flags: build.flags,
            timeout: build.timeout.value, keepsDebugSymbols: build.debugSymbols.value, sources: sources,
            location: build.location
        )
    }

    private mutating func product(of build: Build) -> String? {
        let products = detection.programs.compactMap { program in
            if case .swift(let product) = program.source { product } else { nil }
        }
        if let product = build.product {
            guard !products.isEmpty, !products.contains(product.value) else { return product.value }
            let nearest = NearestName.nearest(to: product.value, among: products)
            diagnostics.append(
                product.diagnostic(
                    "the package has no executable product `\(product.value)`",
                    hint: nearest.map { "did you mean `\($0)`?" } ?? "products: " + products.joined(separator: ", ")))
            return nil
        }
        return sole(of: products, "executable product", key: "product", build)
    }

    private mutating func goPackage(of build: Build) -> String? {
        if let package = build.package { return package.value }
        let packages = detection.programs.compactMap { program in
            if case .go(let package) = program.source { package } else { nil }
        }
        return sole(of: packages, "main package", key: "package", build)
    }

    /// The only one there is, or that whose name the build has.
    private mutating func sole(of candidates: [String], _ what: String, key: String, _ build: Build) -> String? {
        if candidates.count == 1 { return candidates[0] }
        let wanted = build.binary?.value ?? build.id?.value
        let named = candidates.filter { $0 == wanted || $0 == wanted.map { "./cmd/" + $0 } }
        if named.count == 1 { return named[0] }
        if candidates.isEmpty {
            report("the project has no \(what)", at: build.location, keyPath: "builds")
        } else {
            report(
                "the project has several of the kind \(what), and this build names none", at: build.location,
                keyPath: "builds",
                hint: "add `\(key)`: one of " + candidates.map { "`\($0)`" }.joined(separator: ", "))
        }
        return nil
    }

    // MARK: Targets

    private mutating func targets(of build: Build, _ builder: Builder) -> [Target] {
        if !build.targets.isEmpty { return Set(build.targets.map(\.value)).sorted() }
        switch builder {
        case .swift: return [.host]
        case .go, .command: return Target.standard
        case .prebuilt: return presentTargets(of: build)
        }
    }

    /// The targets for which a prebuilt binary is there.
    private mutating func presentTargets(of build: Build) -> [Target] {
        guard let path = build.path else { return [] }
        var present: [Target] = []
        for target in Target.known {
            do {
                let place = folder.pushing(FilePath(try path.value.render(TemplateValues().adding(target))))
                let names = [place, FilePath(place.string + target.executableSuffix)]
                if try names.contains(where: { try files.statusIfPresent($0, followingLinks: true)?.isFile == true }) {
                    present.append(target)
                }
            } catch let error as FileError {
                diagnostics.append(path.diagnostic("cannot look for prebuilt programs", cause: error))
                return []
            } catch {
                diagnostics.append(
                    path.diagnostic(
                        "which targets there are cannot be told from `\(path.value.text)`",
                        hint: "list them in `targets`", cause: error))
                return []
            }
        }
        if !path.value.text.contains("{{"), !present.isEmpty {
            diagnostics.append(
                path.diagnostic(
                    "`\(path.value.text)` is the same file for every target",
                    hint: "list its one target in `targets`, or use `{{os}}` and `{{arch}}`"))
            return []
        }
        if present.isEmpty {
            diagnostics.append(
                path.diagnostic(
                    "no target has a file at `\(path.value.text)`", hint: "build the programs first, or list `targets`")
            )
        }
        return present
    }

    // MARK: Reports

    private mutating func reportNothingToBuild() {
        switch detection.builder {
        case .swift: report("the Swift package has no executable product", at: nil, keyPath: nil)
        case .go: report("the Go module has no main package", at: nil, keyPath: nil)
        default:
            report(
                "there is nothing to build: neither Package.swift nor go.mod, and no `builds` in the configuration",
                at: nil, keyPath: nil,
                hint: "run `fledge init`, and describe `builds`")
        }
    }

    private mutating func report(_ message: String, at location: SourceLocation?, keyPath: String?, hint: String? = nil)
    {
        diagnostics.append(Diagnostic(message, at: location, keyPath: keyPath, hint: hint, exit: .configuration))
    }
}

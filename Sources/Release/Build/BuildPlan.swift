// SPDX-License-Identifier: Apache-2.0
import Effects
package import Project

/// Decides what is built for which targets, from the configuration and the command line. Reads nothing but its arguments.
package struct BuildPlan: Sendable {
    /// The jobs, in the order of the configuration's builds, each build's by target.
    package let jobs: [BuildJob]
    /// Jobs that a partial build leaves to other machines.
    package let left: [BuildJob]
    /// Jobs that the user leaves out.
    package let skipped: [BuildJob]

    /// - Throws: `Diagnostics` for targets that no build has, two programs of one name, and templates without a value.
    package init(_ project: ResolvedProject, options: ReleaseOptions, values: TemplateValues) throws {
        var jobs: [BuildJob] = []
        var problems: [Diagnostic] = []
        let wanted = options.isSingleTarget ? [Target.host] : options.targets
        for build in project.builds {
            for target in build.targets where wanted.isEmpty || Self.contains(wanted, target) {
                do {
                    jobs.append(try Self.job(build, target: target, values: values))
                } catch {
                    problems.append(error)
                }
            }
        }
        problems += Self.unknownTargets(wanted, in: project)
        problems += Self.doubles(in: jobs)
        if jobs.isEmpty, problems.isEmpty { problems.append(Self.nothingToBuild(project)) }
        guard problems.isEmpty else { throw Diagnostics(problems) }
        skipped = jobs.filter { options.skippedTargets.contains($0.target) }
        let kept = jobs.filter { !options.skippedTargets.contains($0.target) }
        // Who names targets knows which machine builds them.
        let isPartial = options.isSplit && wanted.isEmpty
        self.jobs = isPartial ? kept.filter(Self.isBuiltHere) : kept
        left = isPartial ? kept.filter { !Self.isBuiltHere($0) } : []
        guard self.jobs.isEmpty else { return }
        throw Diagnostic(
            isPartial ? "there is nothing that `--split` leaves to this machine" : "no target is left to be built",
            hint: isPartial ? "name what it builds with `--target`" : "leave out less with `--skip`", exit: .needsChange
        )
    }

    private static func contains(_ wanted: [Target], _ target: Target) -> Bool {
        wanted.contains(target) || (target == .macosUniversal && wanted == [Target.host] && Target.host.os == .macos)
    }

    /// Whether a partial build of this machine has the job: for Swift what is of its system, with the SDKs that are named;
    /// of what is built anywhere, all on Linux and nothing elsewhere, so that no two machines build the same.
    private static func isBuiltHere(_ job: BuildJob) -> Bool {
        let host = Target.host
        switch job.recipe {
        case .swift(let recipe):
            return job.target.os == host.os && (job.target == host || recipe.sdk != nil || job.target.os == .macos)
        case .go: return host.os == .linux
        case .command, .prebuilt: return job.target.os == host.os
        }
    }

    private static func job(_ build: ResolvedBuild, target: Target, values: TemplateValues) throws(Diagnostic)
        -> BuildJob
    {
        let values = values.adding(target)
        var environment: [String: String] = [:]
        for variable in build.environment { environment[variable.name] = try variable.value.rendered(values) }
        var flags: [String] = []
        for flag in build.flags { flags.append(try flag.rendered(values)) }
        var job = BuildJob(
            id: build.id, program: build.binary, target: target,
            recipe: try recipe(build, target: target, values: values),
            environment: environment, flags: flags, timeout: build.timeout.components.seconds,
            keepsSymbols: build.keepsDebugSymbols, location: build.location)
        if target == .macosUniversal {
            for slice in target.slices { job.slices.append(try Self.job(build, target: slice, values: values)) }
        }
        return job
    }

    private static func recipe(
        _ build: ResolvedBuild, target: Target, values: TemplateValues
    ) throws(Diagnostic) -> BuildJob.Recipe {
        switch build.recipe {
        case .swift(let product, let linking, let sdks, let version):
            let musl = "\(target.arch == .arm64 ? "aarch64" : "x86_64")-swift-linux-musl"
            let sdk = sdks[target] ?? (linking == .sdk && target.os == .linux ? musl : nil)
            let stamp =
                version.symbol.map { SwiftRecipe.Stamp.symbol($0.value) } ?? .constant(version.constant?.value)
            return .swift(
                SwiftRecipe(product: product, linking: linking, sdk: sdk, stamp: stamp, sources: build.sources))
        case .go(let package, let version):
            let stamp =
                version.variable.map { GoRecipe.Stamp.variable($0.value) }
                ?? version.constant.map { GoRecipe.Stamp.constant($0.value) } ?? .detected
            return .go(GoRecipe(package: package, stamp: stamp))
        case .command(let command, let path):
            var words: [String] = []
            switch command.value {
            case .arguments(let templates):
                for word in templates { words.append(try word.rendered(values, at: command.location)) }
            case .shell(let line): words = ["/bin/sh", "-c", try line.rendered(values, at: command.location)]
            }
            return .command(CommandRecipe(command: words, path: try path?.rendered(values)))
        case .prebuilt(let path):
            return .prebuilt(PrebuiltRecipe(path: try path.rendered(values)))
        }
    }

    private static func unknownTargets(_ wanted: [Target], in project: ResolvedProject) -> [Diagnostic] {
        let known = Set(project.builds.flatMap(\.targets))
        return wanted.filter { target in !known.contains { Self.contains([target], $0) } }.map { target in
            Diagnostic(
                "no build has the target \(target)",
                hint: "the project's targets are \(known.sorted().map(\.description).joined(separator: ", ")); "
                    + "add it to `targets` of a build", exit: .needsChange)
        }
    }

    private static func doubles(in jobs: [BuildJob]) -> [Diagnostic] {
        var seen: [String: BuildJob] = [:]
        return jobs.compactMap { job in
            guard let other = seen.updateValue(job, forKey: job.label) else { return nil }
            return Diagnostic(
                "the builds `\(other.id)` and `\(job.id)` both make `\(job.program)` for \(job.target)",
                at: job.location,
                hint: "give one of them another `binary`", exit: .configuration)
        }
    }

    private static func nothingToBuild(_ project: ResolvedProject) -> Diagnostic {
        Diagnostic(
            "there is nothing to build in `\(project.name)`",
            hint:
                "Fledge finds executables in Package.swift and main packages in go.mod; anything else is named in `builds:` "
                + "of fledge.yaml, with the builder `command` or `prebuilt`", exit: .needsChange)
    }
}

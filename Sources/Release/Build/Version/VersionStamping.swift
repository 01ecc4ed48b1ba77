// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
import Project
import SystemPackage

/// Puts the version where each program's source keeps it, before anything is built.
///
/// What the configuration names is stamped, or the release fails. What it doesn't name is looked for, and stamped where
/// there is one place without a doubt; what was found is reported.
struct VersionStamping {
    let surroundings: BuildSurroundings
    let convention: VersionConvention

    private var version: String { "\(surroundings.version.version)" }
    private var files: Files { surroundings.machine.files }

    /// The jobs as they are to be built: those of one build are all stamped alike.
    func stamped(_ jobs: [BuildJob]) async throws -> [BuildJob] {
        var made: [String: Made] = [:]
        for job in jobs where made[job.id] == nil {
            let result = try make(for: job)
            made[job.id] = result
            guard let place = result.place else { continue }
            await surroundings.reporter.report(.stamped(program: job.program, place: place))
        }
        return jobs.map { Self.applying(made[$0.id] ?? Made(), to: $0) }
    }

    private struct Made {
        /// What was stamped, in words.
        var place: String?
        /// What replaces the stamp of a Go program's recipe.
        var stamp: GoRecipe.Stamp?
    }

    private static func applying(_ made: Made, to job: BuildJob) -> BuildJob {
        var job = job
        job.isStamped = made.place != nil
        if case .go(var recipe) = job.recipe, let stamp = made.stamp {
            recipe.stamp = stamp
            job.recipe = .go(recipe)
        }
        job.slices = job.slices.map { applying(made, to: $0) }
        return job
    }

    private func make(for job: BuildJob) throws -> Made {
        switch job.recipe {
        case .swift(let recipe):
            switch recipe.stamp {
            case .symbol(let name): return Made(place: "the symbol `\(name)`")
            case .constant(let name): return try stamp(recipe, constant: name, job)
            }
        case .go(let recipe): return try stamp(recipe, job)
        case .command, .prebuilt: return Made()
        }
    }

    private func stamp(_ recipe: SwiftRecipe, constant name: String?, _ job: BuildJob) throws -> Made {
        let search = SwiftConstant(files: files, source: surroundings.source, sources: recipe.sources)
        let found =
            if let name { try search.named(name, location: job.location) } else {
                try search.conventional(convention, program: recipe.product)
            }
        guard let place = found else { return Made() }
        if place.constant.value != version {
            let path = surroundings.source.pushing(FilePath(place.file))
            let text = String(decoding: try files.read(path, limit: 4 << 20), as: UTF8.self)
            try StampedSources(
                files: files, source: surroundings.source, kept: surroundings.workspace.scratch("stamped")
            ).write(place.constant.replacing(in: text, with: version), to: place.file)
        }
        return Made(place: "`\(place.constant.name)` of \(place.file)")
    }

    private func stamp(_ recipe: GoRecipe, _ job: BuildJob) throws -> Made {
        let search = GoVersion(files: files, source: surroundings.source, package: recipe.package)
        let place: GoVersion.Place?
        switch recipe.stamp {
        case .variable(let name): return Made(place: "the variable `\(name)`")
        case .constant(let name): place = try search.constant(name, location: job.location)
        case .detected: place = try search.conventional(convention, program: job.program)
        case .overlay: return Made()
        }
        guard let place else { return Made() }
        if place.binding.isVariable {
            return Made(place: "the variable `\(place.symbol)`", stamp: .variable(place.symbol))
        }
        guard let literal = place.binding.literal else { return Made() }
        return Made(
            place: "the constant `\(place.symbol)`", stamp: try overlay(place, literal, job: job))
    }

    /// Writes the source file with another constant, and what tells the Go compiler to read it in the place of the
    /// original. The export stays as it was committed, which Go's own stamp says.
    private func overlay(_ place: GoVersion.Place, _ literal: SourceConstant, job: BuildJob) throws -> GoRecipe.Stamp {
        let folder = surroundings.workspace.scratch("overlay").appending(job.id)
        try files.createDirectory(folder)
        let original = surroundings.source.pushing(FilePath(place.file))
        let text = String(decoding: try files.read(original, limit: 4 << 20), as: UTF8.self)
        let copy = folder.appending("source.go")
        try files.replace(copy, text: literal.replacing(in: text, with: version))
        let list = folder.appending("overlay.json")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try files.replace(list, [UInt8](try encoder.encode(["Replace": [original.string: copy.string]])))
        return .overlay(constant: place.symbol, file: list.string)
    }
}

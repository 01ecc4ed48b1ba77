// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Project
import Release
import SystemPackage

/// The options of the stage commands: what is built, from what.
struct BuildOptions: ParsableArguments {
    @Flag(help: "Use the working tree as it is, under a snapshot version; nothing leaves this machine.")
    var snapshot = false

    @Option(
        name: .customLong("target"), parsing: .singleValue,
        help: ArgumentHelp("Only this target; may be repeated.", valueName: "os/arch"))
    var targets: [String] = []

    @Flag(help: "Only the target that this machine is.")
    var singleTarget = false

    @Flag(help: "Empty dist/ first, except for dist/site.")
    var clean = false

    @Flag(help: "Let warnings fail the command.")
    var strict = false

    /// These options as a release understands them.
    func options() throws -> ReleaseOptions {
        var options = ReleaseOptions()
        options.isSnapshot = snapshot
        options.isSingleTarget = singleTarget
        options.isClean = clean
        options.isStrict = strict
        options.targets = try targets.map { text in
            guard let target = Target(parsing: text) else {
                let known = Target.known.map(\.description).joined(separator: ", ")
                throw ValidationError("'--target' does not know '\(text)'; it takes \(known)")
            }
            return target
        }
        if singleTarget, !targets.isEmpty {
            throw ValidationError("'--target' and '--single-target' exclude each other")
        }
        return options
    }
}

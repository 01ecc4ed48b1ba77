// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Release
import SystemPackage

/// `fledge build`
struct BuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "build", abstract: "Build the binaries.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var building: BuildOptions

    @Flag(help: "Build what this machine can into a partial dist/, for `fledge release --merge` elsewhere.")
    var split = false

    func run() async throws {
        var options = try building.options()
        options.isSplit = split
        try await StageRun(common: common, options: options).perform(through: .build)
    }
}

/// `fledge package`
struct PackageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "package", abstract: "Make archives, .deb, .rpm and the Homebrew formula.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var building: BuildOptions

    func run() async throws {
        try await StageRun(common: common, options: try building.options()).perform(through: .package)
    }
}

/// `fledge sign`
struct SignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Sign the packages; write the checksums and sign them.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var building: BuildOptions

    func run() async throws {
        try await StageRun(common: common, options: try building.options()).perform(through: .sign)
    }
}

/// `fledge release`
struct ReleaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Build, package, sign and publish the version that HEAD is tagged as.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var building: BuildOptions
    @OptionGroup var publishing: PublishOptions

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Join the partial dist/ folders that `fledge build --split` made; dist itself may be one of them.",
            valueName: "folder"))
    var merge: [String] = []

    func run() async throws {
        var options = try publishing.added(to: building.options())
        options.merged = merge.map { FilePath($0) }
        try await StageRun(common: common, options: options).perform(through: .publish)
    }
}

/// `fledge publish`
struct PublishCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Publish a complete dist/ to the channels.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var publishing: PublishOptions

    func run() async throws {
        try await StageRun(common: common, options: try publishing.added(to: ReleaseOptions())).publish()
    }
}

// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Project
import Release

/// `fledge repo`
struct RepoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repo", abstract: "Keep APT and YUM repositories; no project is needed.",
        discussion: """
            Publications are signed with the key in FLEDGE_OPENPGP_KEY, which FLEDGE_OPENPGP_PASSPHRASE opens; without
            one they are not signed.
            """,
        subcommands: [
            RepoAdd.self, RepoRemove.self, RepoList.self, RepoCheck.self, RepoClean.self,
            RepoImport.self,
        ])
}

/// The options that all commands on repositories share.
struct RepositoryOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the repository is: a path, file:///path, s3://bucket/prefix or github:owner/name.", valueName: "url")
    )
    var storage: String

    @Flag(help: "Say nothing but errors.")
    var quiet = false

    func console() -> Console {
        Console(style: Console.suitableStyle(), volume: quiet ? .quiet : .normal)
    }
}

extension RepositoryAccess.YumCompression: ExpressibleByArgument {}

/// The options of commands that publish.
struct PublicationOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The repository's name; it is given once.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("The address at which readers find the storage's root.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("Days for which readers may trust a publication; 0 is for ever.", valueName: "days"))
    var validDays: Int64?

    @Option(help: ArgumentHelp("How a new repository's YUM indexes are compressed: gzip or zstd.", valueName: "form"))
    var yumCompression: RepositoryAccess.YumCompression?

    @Flag(
        inversion: .prefixedNo,
        help: "List the packages' files in APT's Contents, for apt-file; by default as the repository has it.")
    var aptContents: Bool?

    @Option(
        help: ArgumentHelp(
            "How many changes of `Packages` apt may fetch instead of all; 0 for none, by default as the repository has it.",
            valueName: "count"))
    var aptPdiffs: Int?

    @Flag(
        inversion: .prefixedNo,
        help: "Say in YUM's updateinfo what each version is for; by default as the repository has it.")
    var yumUpdateinfo: Bool?

    @Flag(help: "Let a signed repository become one that is not.")
    var unsigned = false

    func validate() throws {
        if let validDays, !(0...36_500).contains(validDays) {
            throw ValidationError("'--valid-days' is a number from 0 to 36500")
        }
        if let aptPdiffs, !(0...100).contains(aptPdiffs) {
            throw ValidationError("'--apt-pdiffs' is a number from 0 to 100")
        }
        let isPlain = name?.utf8.allSatisfy { byte in
            Character(Unicode.Scalar(byte)).isLetter && byte < 0x80 || Character(Unicode.Scalar(byte)).isNumber
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
        }
        let isLed = name?.utf8.first.map {
            Character(Unicode.Scalar($0)).isLetter || Character(Unicode.Scalar($0)).isNumber
        }
        guard isPlain ?? true, isLed ?? true else {
            throw ValidationError(
                "'--name' has letters, digits, '.', '-' and '_' only, and is led by a letter or digit")
        }
    }

    /// The repository, with a warning where it is not signed.
    func access(_ repository: RepositoryOptions, _ console: Console) async throws -> RepositoryAccess {
        var options = RepositoryAccess.Options()
        options.name = name
        options.url = url
        options.validity = validDays.map { $0 * 86_400 }
        options.mayBecomeUnsigned = unsigned
        options.yumCompression = yumCompression
        options.aptContents = aptContents
        options.aptPdiffs = aptPdiffs
        options.yumUpdateInfo = yumUpdateinfo
        let access = try RepositoryAccess(repository.storage, options, on: Machine.current())
        if !access.isSigned {
            await console.show(
                .warning(
                    "the repository is not signed: readers have to be told to trust it",
                    hint: "make a key with `fledge key generate` and put it into `FLEDGE_OPENPGP_KEY`"))
        }
        return access
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A Homebrew formula that installs the archives of a release.
package struct HomebrewFormula: Sendable, Hashable {
    package enum System: String, Sendable, Hashable, CaseIterable {
        case macos, linux
    }

    package enum Processor: String, Sendable, Hashable, CaseIterable {
        case arm, intel
        /// Both, in one archive; of macOS alone.
        case universal
    }

    /// The archive for one kind of machine.
    package struct Download: Sendable, Hashable {
        package let system: System
        package let processor: Processor
        package let url: String
        /// 64 hexadecimal digits.
        package let sha256: String

        package init(system: System, processor: Processor, url: String, sha256: String) {
            self.system = system
            self.processor = processor
            self.url = url
            self.sha256 = sha256
        }
    }

    /// What the archives hold beside the programs.
    package struct Extras: Sendable, Hashable {
        package var completions: [Completion] = []
        package var manPages: [Page] = []
        /// Configuration files, each with its place below Homebrew's `etc`.
        package var settings: [Setting] = []

        /// A completion script in the archive.
        package struct Completion: Sendable, Hashable {
            package let shell: ShellCompletion
            package let file: String
            /// The command that it completes, by whose name the shell finds it.
            package let command: String

            package init(shell: ShellCompletion, file: String, command: String) {
                self.shell = shell
                self.file = file
                self.command = command
            }
        }

        /// A manual page in the archive.
        package struct Page: Sendable, Hashable {
            package let file: String
            /// 1 to 9.
            package let section: Character
            /// Nil for the page for all.
            package let language: String?

            package init(file: String, section: Character, language: String? = nil) {
                self.file = file
                self.section = section
                self.language = language
            }
        }

        /// A file in the archive that is installed below `etc`, and kept there when the user has changed it.
        package struct Setting: Sendable, Hashable {
            package let file: String
            /// Such as `hello/hello.conf`.
            package let place: String

            package init(file: String, place: String) {
                self.file = file
                self.place = place
            }
        }

        package init() {}
    }

    /// What `brew services` runs.
    package struct Service: Sendable, Hashable {
        package enum KeepAlive: Sendable, Hashable { case always, afterFailure, afterSuccess, never }
        /// The program and its arguments. The program is one of the formula's; paths below `/etc` and `/var` are of
        /// Homebrew's folders of these names.
        package var command: [String]
        package var keepAlive: KeepAlive
        package var environment: [String: String]

        package init(command: [String], keepAlive: KeepAlive = .afterFailure, environment: [String: String] = [:]) {
            self.command = command
            self.keepAlive = keepAlive
            self.environment = environment
        }
    }

    /// The name that people give to `brew install`, such as `hello` or `hello@1.2`.
    package var name: String
    package var description: String
    package var homepage: String?
    package var version: String
    /// An SPDX identifier or expression.
    package var license: String?
    package var downloads: [Download]
    /// The programs in the archives.
    package var programs: [String]
    /// Whether folders lie beside the programs that they need to run, so that all of it goes to `libexec`.
    package var hasResources: Bool
    package var extras: Extras
    package var service: Service?
    /// Other formulae.
    package var dependencies: [String]
    /// Formulae that install the same names.
    package var conflicts: [String] = []
    package var caveats: String?
    /// Ruby for the `test do` block; nil looks for the version in what the first program prints.
    package var test: String?

    package init(
        name: String, description: String, homepage: String?, version: String, license: String?, downloads: [Download],
        programs: [String], hasResources: Bool = false, extras: Extras = Extras(), service: Service? = nil,
        dependencies: [String] = [], caveats: String? = nil
    ) {
        self.name = name
        self.description = description
        self.homepage = homepage
        self.version = version
        self.license = license
        self.downloads = downloads
        self.programs = programs
        self.hasResources = hasResources
        self.extras = extras
        self.service = service
        self.dependencies = dependencies
        self.caveats = caveats
    }

    /// The Ruby class of a formula's name, as Homebrew's `Formulary.class_s` has it.
    ///
    /// - Throws: `invalidName` for a name that is none of Homebrew's or makes no Ruby constant.
    package static func className(of name: String) throws(HomebrewFormulaError) -> String {
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-_.+@".utf8.contains(byte)
            }
        }
        guard isName, let first = name.unicodeScalars.first, first.properties.isAlphabetic else {
            throw .invalidName(name)
        }
        var result = ""
        var scalars = Array(name.lowercased().unicodeScalars)[...]
        var isStart = true
        while let scalar = scalars.popFirst() {
            let next = scalars.first
            switch scalar {
            case "-", "_", ".":
                guard let next, !"-_.+@".unicodeScalars.contains(next) else { throw .invalidName(name) }
                isStart = true
                continue
            case "+": result += "x"
            case "@":
                guard let next, next.properties.numericType != nil else { throw .invalidName(name) }
                result += "AT"
            default: result += isStart ? String(scalar).uppercased() : String(scalar)
            }
            isStart = false
        }
        return result
    }
}

/// Why a formula can't be written.
package enum HomebrewFormulaError: Error, Sendable, Hashable {
    case invalidName(String)
    case noDownloads
    /// Two archives for one kind of machine.
    case duplicateDownload(HomebrewFormula.System, HomebrewFormula.Processor)
    case noPrograms
}

extension HomebrewFormulaError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidName(let name):
            "`\(name)` is no name for a Homebrew formula: a letter, then letters, digits and single `-_.+@`"
        case .noDownloads: "a Homebrew formula needs an archive for macOS or Linux"
        case .duplicateDownload(let system, let processor):
            "a Homebrew formula can have only one archive for \(system.rawValue)/\(processor.rawValue)"
        case .noPrograms: "a Homebrew formula needs a program to install"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Release
import TestSupport
import Testing

@Suite("A Homebrew formula")
struct HomebrewFormulaTests {
    @Test(arguments: [
        ("hello", "Hello"), ("hello@1.2", "HelloAT12"), ("foo-bar", "FooBar"), ("foo_bar", "FooBar"),
        ("foo.bar", "FooBar"), ("foo++", "Fooxx"), ("a2ps", "A2ps"), ("gtk+3", "Gtkx3"), ("HELLO", "Hello"),
        ("x86_64-elf-gcc@13", "X8664ElfGccAT13"), ("go@1.21.0", "GoAT1210"),
    ])
    func `has the class that Homebrew looks for`(_ name: String, _ expected: String) throws {
        #expect(try HomebrewFormula.className(of: name) == expected)
    }

    @Test(arguments: ["", "2048", "-a", "a-", "a--b", "a@", "a@b", "a b", "Ünder", "a/b", "a\nb"])
    func `refuses a name that makes no class`(_ name: String) {
        #expect(throws: HomebrewFormulaError.invalidName(name)) { try HomebrewFormula.className(of: name) }
    }

    private func download(
        _ system: HomebrewFormula.System, _ processor: HomebrewFormula.Processor
    ) -> HomebrewFormula.Download {
        HomebrewFormula.Download(
            system: system, processor: processor,
            url: "https://example.org/hello_\(system.rawValue)_\(processor.rawValue).tar.gz",
            sha256: String(repeating: "0123456789abcdef", count: 4))
    }

    private func formula(_ downloads: [HomebrewFormula.Download]) -> HomebrewFormula {
        HomebrewFormula(
            name: "hello", description: "A program that greets.", homepage: "https://example.org/hello",
            version: "1.2.3", license: "MIT", downloads: downloads, programs: ["hello"])
    }

    /// A formula with all that there is, with words that Ruby would read as its own.
    private var full: HomebrewFormula {
        var formula = formula([
            download(.linux, .intel), download(.linux, .arm), download(.macos, .intel), download(.macos, .arm),
        ])
        formula.name = "hello-world@1.2"
        formula.description = "the #{system('id')} \"quoted\" greeter"
        formula.programs = ["hello", "hello-admin"]
        formula.hasResources = true
        // Any name is good for what is said to be of a command.
        formula.extras.completions = [
            .init(shell: .bash, file: "completions/hello.bash", command: "hello"),
            .init(shell: .zsh, file: "completions/zsh", command: "hello"),
            .init(shell: .fish, file: "completions/hello.fish", command: "hello"),
            .init(shell: .bash, file: "completions/admin.bash", command: "hello-admin"),
        ]
        formula.extras.manPages = [
            .init(file: "man/hello.1", section: "1"), .init(file: "man/hello.conf.5.gz", section: "5"),
            .init(file: "man/zh_CN/hello.1", section: "1", language: "zh_CN"),
        ]
        formula.extras.settings = [
            .init(file: "config/hello.conf", place: "hello/hello.conf"),
            .init(file: "config/default", place: "hello.default"),
        ]
        formula.service = HomebrewFormula.Service(
            command: [
                "/usr/bin/hello", "serve", "--config", "/etc/hello/hello.conf", "--data=/var/lib/hello", "#{1}",
            ], keepAlive: .always, environment: ["B": "2", "A": "#$1"])
        formula.dependencies = ["zstd", "openssl@3"]
        formula.conflicts = ["hola"]
        formula.caveats = "Edit the file:\n  #{etc}/hello.conf\n"
        formula.test = "system bin/\"hello\"\nassert true\n"
        return formula
    }

    @Test func `reads as Homebrew's own do`() throws {
        #expect(Golden.difference(of: try full.ruby(), from: "hello-full.rb") == nil)
        let plain = formula([download(.macos, .universal), download(.linux, .intel)])
        #expect(Golden.difference(of: try plain.ruby(), from: "hello-universal.rb") == nil)
        let single = formula([download(.linux, .arm)])
        #expect(Golden.difference(of: try single.ruby(), from: "hello-single.rb") == nil)
        var linux = formula([download(.linux, .arm), download(.linux, .intel)])
        linux.dependencies = ["zstd", "curl"]
        #expect(Golden.difference(of: try linux.ruby(), from: "hello-linux.rb") == nil)
    }

    /// The archives that a formula may have.
    private static let offers: [[(HomebrewFormula.System, HomebrewFormula.Processor)]] = [
        [(.linux, .arm)], [(.linux, .intel)], [(.linux, .arm), (.linux, .intel)],
        [(.macos, .arm)], [(.macos, .universal)], [(.macos, .arm), (.macos, .intel)],
        [(.macos, .arm), (.linux, .intel)], [(.macos, .universal), (.linux, .arm)],
        [(.macos, .arm), (.macos, .intel), (.macos, .universal), (.linux, .intel)],
        [(.macos, .arm), (.macos, .intel), (.linux, .arm), (.linux, .intel)],
    ]

    /// The words of a formula that Homebrew asks for an address and for what it depends on, on one machine.
    private static let machine = """
        class Formula
          SEEN = {}
          class << self
            %w[desc homepage version license sha256 test].each { |word| define_method(word) { |*| nil } }
            def url(value) = SEEN[:url] = value
            def depends_on(value) = (SEEN[:needs] ||= []) << value
            def on_macos = (yield if ARGV[1] == "macos")
            def on_linux = (yield if ARGV[1] == "linux")
            def on_arm = (yield if ARGV[2] == "arm")
            def on_intel = (yield if ARGV[2] == "intel")
          end
        end
        load ARGV[0]
        abort "formula requires at least a URL" unless Formula::SEEN[:url]
        needs = Formula::SEEN.fetch(:needs, []).all? do |need|
          [ARGV[1], ARGV[2]].include?(need.is_a?(Hash) ? { arm64: "arm", x86_64: "intel" }[need[:arch]] : need.to_s)
        end
        puts needs ? File.basename(Formula::SEEN[:url]) : "refused"

        """

    @Test(.enabled(if: ForeignTool.areThere("ruby")), arguments: offers.indices)
    func `can be loaded on every machine, and refuses those that it has nothing for`(_ index: Int) throws {
        let offer = Self.offers[index]
        try ScratchFolder.with { folder in
            try folder.write(try formula(offer.map { download($0.0, $0.1) }).ruby(), to: "hello.rb")
            try folder.write(Self.machine, to: "machine.rb")
            for system in HomebrewFormula.System.allCases {
                for processor in [HomebrewFormula.Processor.arm, .intel] {
                    let own = [processor, .universal].first { processor in offer.contains { $0 == (system, processor) }
                    }
                    let found = try folder.run(
                        "ruby", ["machine.rb", "./hello.rb", system.rawValue, processor.rawValue])
                    let expected = own.map { "hello_\(system.rawValue)_\($0.rawValue).tar.gz" } ?? "refused"
                    #expect(found == expected + "\n", "\(system) \(processor)")
                }
            }
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("ruby"))) func `is Ruby, whatever stands in it`() throws {
        try ScratchFolder.with { folder in
            var odd = full
            odd.version = "1.2.3\"; exit 1 #"
            odd.homepage = "https://example.org/\\\"#{1}\u{0}\u{7F}é"
            var nested = formula([download(.linux, .arm)])
            nested.license = "A WITH B AND (C OR D WITH E)"
            for (index, formula) in [full, formula([download(.macos, .universal)]), odd, nested].enumerated() {
                try folder.write(try formula.ruby(), to: "\(index).rb")
                #expect(try folder.run("ruby", ["-wc", "\(index).rb"]) == "Syntax OK\n")
            }
        }
    }

    @Test func `refuses two archives for one machine, and none at all`() {
        #expect(throws: HomebrewFormulaError.duplicateDownload(.linux, .arm)) {
            try formula([download(.linux, .arm), download(.linux, .arm)]).ruby()
        }
        #expect(throws: HomebrewFormulaError.noDownloads) { try formula([]).ruby() }
        var empty = formula([download(.linux, .arm)])
        empty.programs = []
        #expect(throws: HomebrewFormulaError.noPrograms) { try empty.ruby() }
    }
}

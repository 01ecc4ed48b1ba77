// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage
import Testing

/// The real apt in a root of its own: nothing of the machine is read or changed.
struct AptClient: Sendable {
    let root: FilePath
    private let machine = Machine.current()

    /// - Parameters:
    ///   - source: What stands in `/etc/apt/sources.list.d/test.sources`.
    ///   - configuration: Lines of apt's own configuration.
    init(_ root: FilePath, source: String, configuration: String = "") throws {
        self.root = root
        for folder in [
            "etc/apt/sources.list.d", "etc/apt/preferences.d", "etc/apt/apt.conf.d", "etc/apt/trusted.gpg.d",
            "var/lib/apt/lists/partial", "var/cache/apt/archives/partial", "var/lib/dpkg/info", "var/log/apt", "usr",
        ] {
            try machine.files.createDirectory(root.appending(folder))
        }
        try machine.files.replace(root.appending("var/lib/dpkg/status"), text: "")
        try machine.files.replace(root.appending("etc/apt/sources.list.d/test.sources"), text: source)
        let lines = """
            Dir "\(root)";
            Dir::State::status "\(root)/var/lib/dpkg/status";
            Dir::Bin::methods "/usr/lib/apt/methods";
            Dir::Bin::solvers "/usr/lib/apt/solvers";
            APT::Architecture "amd64";
            APT::Architectures { "amd64"; };
            APT::Sandbox::User "root";
            APT::Install-Recommends "false";
            Acquire::Languages "none";
            Acquire::http::Proxy "DIRECT";
            Acquire::Retries "0";
            Debug::NoLocking "true";
            \(configuration)

            """
        try machine.files.replace(root.appending("apt.conf"), text: lines)
    }

    /// Runs `apt-get`; nothing it says is lost.
    func aptGet(_ arguments: String...) async throws -> (isSuccess: Bool, text: String) {
        try await run("apt-get", arguments)
    }

    /// `apt-get update` that must work, without a word of warning.
    func update(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let result = try await aptGet("update")
        let complaints = result.text.split(separator: "\n").filter { $0.hasPrefix("W:") || $0.hasPrefix("E:") }
        #expect(result.isSuccess && complaints.isEmpty, "\(result.text)", sourceLocation: sourceLocation)
    }

    /// The version that apt would install.
    func candidate(_ name: String) async throws -> String? {
        let result = try await run("apt-cache", ["policy", name])
        return result.text.split(separator: "\n").first { $0.contains("Candidate:") }
            .map { String($0.split(separator: " ").last ?? "") }
    }

    /// Marks a package that apt knows as installed, as dpkg would.
    func pretendInstalled(_ name: String, _ version: String) async throws {
        let shown = try await run("apt-cache", ["show", "\(name)=\(version)"])
        let lines = shown.text.split(separator: "\n").filter { line in
            !["Filename:", "Size:", "SHA256:"].contains { line.hasPrefix($0) }
        }
        let first = try #require(lines.first)
        let stanza = ([first, "Status: install ok installed"] + lines.dropFirst()).joined(separator: "\n")
        try machine.files.replace(root.appending("var/lib/dpkg/status"), text: stanza + "\n\n")
    }

    /// What apt would do, as `Inst` lines have it.
    func simulated(_ arguments: String...) async throws -> [String] {
        let result = try await run("apt-get", ["--simulate", "--yes"] + arguments)
        #expect(result.isSuccess, "\(result.text)")
        return result.text.split(separator: "\n").filter { $0.hasPrefix("Inst ") }.map(String.init)
    }

    func run(_ program: String, _ arguments: [String]) async throws -> (isSuccess: Bool, text: String) {
        let folder = root.appending("download")
        try machine.files.createDirectory(folder)
        let result = try await machine.programs.run(
            ProgramCall(
                program.contains("/") ? .path(FilePath(program)) : .name(program), arguments, workingDirectory: folder,
                environment: .minimal(adding: ["APT_CONFIG": root.appending("apt.conf").string, "LC_ALL": "C.UTF-8"]),
                timeout: .seconds(120)))
        return (result.isSuccess, result.output.text + result.error.text)
    }
}

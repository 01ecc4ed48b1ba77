// SPDX-License-Identifier: Apache-2.0

import Effects
import Project
import Testing

@Suite("The configuration")
struct ConfigurationTests {
    @Test func `takes the full example without a word`() {
        #expect(reports(fullExample) == [])
    }

    @Test func `decodes every value of the full example`() throws {
        let configuration = decode(fullExample).configuration
        #expect(configuration.name?.value == "hello")
        #expect(configuration.name?.location == SourceLocation(file: "fledge.yaml", line: 2, column: 7))
        #expect(configuration.name?.keyPath == "name")
        #expect(configuration.maintainer?.value == "Ada Lovelace <ada@example.org>")
        let build = try #require(configuration.builds.first)
        #expect(configuration.builds.count == 1)
        #expect(build.builder?.value == .swift)
        #expect(build.linking.value == .stdlib)
        #expect(
            build.targets.map(\.value.description) == [
                "linux/amd64", "linux/arm64", "macos/universal", "windows/amd64",
            ])
        #expect(build.targets[2].keyPath == "builds[0].targets[2]")
        #expect(
            build.swiftSDK.entries.map { "\($0.key.value)=\($0.value.value)" } == [
                "linux/arm64=aarch64-swift-linux-musl"
            ])
        #expect(build.environment["CGO_ENABLED"]?.value.text == "0")
        #expect(build.version.constant?.value == "helloVersion")
        #expect(build.timeout.value == .seconds(3600))
        #expect(configuration.hooks.before.map(\.value) == [.shell("make generate")])
        #expect(configuration.archives.files.map(\.value.text) == ["README.md", "LICENSE", "man/*.1"])
        let packages = configuration.packages
        #expect(packages.formats.map(\.value) == [.deb, .rpm])
        #expect(packages.compression[.deb].value.rawValue == "xz")
        #expect(packages.compression[.rpm].value.rawValue == "zstd")
        #expect(packages.relations.dependencies[.deb].map(\.value) == ["libc6"])
        #expect(packages.relations.dependencies[.rpm].map(\.value) == ["glibc"])
        #expect(packages.contents.first?.type.value == .config)
        #expect(packages.contents.first?.destination?.value.text == "/etc/hello/hello.conf")
        #expect(packages.service?.command?.value == "/usr/bin/hello serve")
        #expect(packages.service?.restart.value == .onFailure)
        #expect(packages.scripts.postinstall?.value.text == "scripts/postinstall.sh")
        #expect(configuration.signing.openPGP?.key?.value == .environment("FLEDGE_OPENPGP_KEY"))
        #expect(configuration.channels.apt?.storage?.value == "s3://packages")
        #expect(configuration.channels.packagecloud?.distributions.map(\.value) == ["any/any", "rpm_any/rpm_any"])
        #expect(configuration.channels.folder == nil)
        #expect(configuration.retention.versions?.value == 20)
        #expect(configuration.rollback.budget.value == .seconds(3600))
        #expect(configuration.test?.minimumCoverage?.value == 80)
        #expect(configuration.run.ignore.map(\.value.text) == ["*.md"])
    }

    @Test(arguments: ["", "\n", "# nothing\n", "---\n", "{}", "~", "\u{FEFF}# a byte order mark\n"])
    func `an empty file is all defaults`(_ text: String) {
        let decoded = decode(text)
        #expect(decoded.diagnostics == [])
        var configuration = decoded.configuration
        configuration.location = nil
        #expect(configuration == Configuration())
    }

    @Test func `states the defaults once`() {
        let defaults = Configuration()
        #expect(defaults.gates.audit.level.value == .error)
        #expect(defaults.archives.format(for: .windows) == .zip)
        #expect(defaults.archives.format(for: .linux) == .tarGzip)
        #expect(defaults.archives.name.value.text == "{{name}}_{{version}}_{{os}}_{{arch}}")
        #expect(defaults.packages.compression[.deb].value.rawValue == "gzip")
        #expect(defaults.packages.compression[.rpm].value.rawValue == "gzip")
        #expect(defaults.packages.release.value == 1)
        #expect(defaults.test == nil)
    }

    @Test func `takes one word where all formats agree`() {
        let packages = decode("packages: {compression: gzip, dependencies: [libc6]}").configuration.packages
        #expect(packages.compression[.deb].value.rawValue == "gzip")
        #expect(packages.compression[.rpm].value.rawValue == "gzip")
        #expect(packages.relations.dependencies[.rpm].map(\.value) == ["libc6"])
        let archives = decode("archives: {format: tar.xz}").configuration.archives
        #expect(archives.format(for: .windows) == .tarXZ)
        #expect(decode("archives: {format: {linux: tar.zst}}").configuration.archives.format(for: .windows) == .zip)
    }

    @Test func `takes a level behind the word of the codec`() {
        let packages = decode("packages: {compression: {deb: zstd:fast, rpm: xz:best}}").configuration.packages
        #expect(packages.compression[.deb].value == PackageCompression(codec: .zstd, level: .fast))
        #expect(packages.compression[.rpm].value == PackageCompression(codec: .xz, level: .best))
        let mistake = decode("packages: {compression: zst:fast}").diagnostics.first
        #expect(mistake?.hints == ["did you mean `zstd:fast`?"])
        #expect(decode("packages: {compression: none:best}").diagnostics.count == 1)
    }

    @Test func `an audit is a word or more`() {
        #expect(decode("gates: {audit: off}").configuration.gates.audit.level.value == .off)
        let audit = decode("gates: {audit: {level: warning, libraries: [libfoo.so.1]}}").configuration.gates.audit
        #expect(audit.level.value == .warning)
        #expect(audit.libraries.map(\.value) == ["libfoo.so.1"])
        #expect(decode("gates: {audit: {libraries: [libfoo.so.1]}}").configuration.gates.audit.level.value == .error)
    }

    @Test func `a command is a line or words`() {
        let hooks = decode("hooks: {before: [make generate, [tool, --os, \"{{os}}\"]]}").configuration.hooks
        #expect(hooks.before.map(\.value) == [.shell("make generate"), .arguments(["tool", "--os", "{{os}}"])])
    }

    @Test func `reads what is not secret from the environment, and leaves secrets where they are`() {
        let text = "channels: {apt: {storage: $STORE, url: $SITE}}\nsigning: {openpgp: {key: $KEY}}"
        let decoded = decode(text, environment: ["STORE": "s3://b", "SITE": "https://e.org", "KEY": "hidden"])
        #expect(decoded.diagnostics == [])
        #expect(decoded.configuration.channels.apt?.storage?.value == "s3://b")
        #expect(decoded.configuration.signing.openPGP?.key?.value == .environment("KEY"))
        #expect(
            reports(text) == [
                "1:27 channels.apt.storage: `channels.apt.storage` needs the environment variable `STORE`, which is not set",
                "1:40 channels.apt.url: `channels.apt.url` needs the environment variable `SITE`, which is not set",
            ])
    }

    @Test func `anchors, aliases and merge keys work`() throws {
        let text = """
            builds:
              - &base
                id: one
                builder: go
                targets: &targets [linux/amd64, linux/arm64]
              - <<: *base
                id: two
              - {<<: *base, id: three, targets: [windows/arm64]}
              - {id: four, builder: go, targets: *targets}
            """
        let decoded = decode(text)
        #expect(decoded.diagnostics == [])
        let builds = decoded.configuration.builds
        #expect(builds.map { $0.id?.value } == ["one", "two", "three", "four"])
        #expect(builds.map { $0.builder?.value } == [.go, .go, .go, .go])
        #expect(
            builds.map { $0.targets.map(\.value.description).joined(separator: " ") } == [
                "linux/amd64 linux/arm64", "linux/amd64 linux/arm64", "windows/arm64", "linux/amd64 linux/arm64",
            ])
    }

    @Test(arguments: [("90s", 90), ("30m", 1800), ("1h", 3600), ("1h30m", 5400), ("2h0m5s", 7205)])
    func `reads durations`(_ text: String, _ seconds: Int) {
        #expect(decode("rollback: {budget: \(text)}").configuration.rollback.budget.value == .seconds(seconds))
    }

    @Test(arguments: ["0s", "1", "h", "1m1h", "-1h", "1.5h", "1d", "9999999s", "''", "1h 5m"])
    func `refuses what is no duration`(_ text: String) {
        #expect(reports("rollback: {budget: \(text)}").count == 1)
    }

    @Test(
        arguments: [
            ("0644", 0o644), ("644", 0o644), ("\"0755\"", 0o755), ("0o700", 0o700), ("4755", 0o4755), ("01777", 0o1777),
        ] as [(String, UInt32)])
    func `reads modes as octal`(_ text: String, _ bits: UInt32) {
        let decoded = decode("packages: {contents: [{source: a, destination: /a, mode: \(text)}]}")
        #expect(decoded.diagnostics == [])
        #expect(decoded.configuration.packages.contents.first?.mode?.value.bits == bits)
    }

    @Test(arguments: ["8", "0888", "99999", "rw-r--r--", "-644", "0.5"])
    func `refuses what is no mode`(_ text: String) {
        #expect(reports("packages: {contents: [{source: a, destination: /a, mode: \(text)}]}").count == 1)
    }
}

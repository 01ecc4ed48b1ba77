// SPDX-License-Identifier: Apache-2.0

import Effects
import Project
import Testing

@Suite("Mistakes in the configuration")
struct ConfigurationMistakesTests {
    @Test func `thirty of them are all reported at once, each in its place`() {
        let text = """
            nmae: hello
            name: [hello]
            description:
            homepage: ftp://example.org
            maintainer: Ada <ada@example.org>
            name: other
            builds:
              - id: one
                builder: rust
                targets: [linux/amd46, plan9/amd64]
              - id: one
                builder: prebuilt
              - builder: go
                path: out/hello
                timeout: soon
                debug-symbols: "yes"
              - builder: swift
                product: a
                version: {constant: a, variable: main.b}
            gates: {version: maybe, audit: {library: [a]}}
            hooks: {before: make}
            archives:
              files: [../secret, /etc/passwd]
              name: "{{nmae}}"
            packages:
              formats: [deb, deb, apk]
              release: 2
              contents:
                - {source: a, destination: etc/hello}
                - {source: a, destination: /etc/../hello}
                - {source: a, destination: "/etc/a\\nb"}
                - {source: a, type: conf, destination: /etc/b}
              service: {user: Hello World}
            signing: {openpgp: {key: hunter2}}
            test: {minimum-coverage: 101}
            """
        let lines = reports(text)
        #expect(
            lines == [
                "1:1 nmae: unknown key `nmae`",
                "2:7 name: `name` must be text, found a list",
                "3:13 description: `description` must be text, found nothing",
                "4:11 homepage: `homepage` must be a URL that begins with `https://` or `http://`, not `ftp://example.org`",
                "6:1 -: `name` is given twice",
                "9:14 builds[0].builder: `builds[0].builder` must be one of `swift`, `go`, `command`, `prebuilt`, not `rust`",
                "10:15 builds[0].targets[0]: `builds[0].targets[0]` is no target that can be built for: `linux/amd46`",
                "10:28 builds[0].targets[1]: `builds[0].targets[1]` is no target that can be built for: `plan9/amd64`",
                "11:9 builds[1].id: two builds have the id `one`",
                "12:14 builds[1].builder: a prebuilt program needs `path`",
                "14:11 builds[2].path: `path` is for the builder `command` and `prebuilt`, and this is `go`",
                "15:14 builds[2].timeout: `builds[2].timeout` must be a duration, such as 90s, 30m or 1h30m, not `soon`",
                "16:20 builds[2].debug-symbols: `builds[2].debug-symbols` must be true or false, found text",
                "19:38 builds[3].version.variable: `constant` and `variable` exclude each other: the version gets into a program in one way",
                "20:18 gates.version: `gates.version` must be one of `error`, `warning`, `off`, not `maybe`",
                "20:33 gates.audit.library: unknown key `library`",
                "21:17 hooks.before: `hooks.before` must be a list, found text",
                "23:11 archives.files[0]: `archives.files[0]` must stay in the project folder, and `../secret` has `..`",
                "23:22 archives.files[1]: `archives.files[1]` must be a path from the project folder, not the absolute `/etc/passwd`",
                "24:9 archives.name: `archives.name` has the unknown name `{{nmae}}`",
                "26:18 packages.formats[1]: the format `deb` is listed twice",
                "26:23 packages.formats[2]: `packages.formats[2]` must be one of `deb`, `rpm`, not `apk`",
                "29:32 packages.contents[0].destination: `packages.contents[0].destination` must be an absolute path such as `/etc/hello.conf`, not `etc/hello`",
                "30:32 packages.contents[1].destination: `packages.contents[1].destination` must not contain `.` or `..`: `/etc/../hello`",
                "31:32 packages.contents[2].destination: `packages.contents[2].destination` must be one line without control characters",
                "32:25 packages.contents[3].type: `packages.contents[3].type` must be one of `file`, `config`, `config|noreplace`, `directory`, `symlink`, `doc`, `license`, `ghost`, not `conf`",
                "33:12 packages.service: a service needs `command`, or a `unit` of your own",
                "33:19 packages.service.user: `packages.service.user` must be a name of a system account, not `Hello World`",
                "34:26 signing.openpgp.key: `signing.openpgp.key` is a secret, and must not be written here",
                "35:26 test.minimum-coverage: `test.minimum-coverage` must be from 0 to 100, not 101",
            ])
        #expect(lines.count == 30)
        let diagnostics = decode(text).diagnostics
        #expect(diagnostics.allSatisfy { $0.severity == .error && $0.exit == .configuration })
        #expect(diagnostics[0].hints == ["did you mean `name`?"])
        #expect(diagnostics[4].hints == ["it is on line 2 already"])
        #expect(diagnostics[6].hints == ["did you mean `linux/amd64`?"])
        #expect(diagnostics[15].hints == ["did you mean `libraries`?"])
        #expect(diagnostics[19].hints == ["did you mean `{{name}}`?"])
        #expect(diagnostics[25].hints == ["did you mean `config`?"])
    }

    @Test func `a secret is never repeated`() {
        for text in ["hunter2", "'-----BEGIN PGP'", "12345678", "$", "$1", "$A-B", "key.asc", "MIIE/abc="] {
            let diagnostics = decode("signing: {openpgp: {key: \(text)}}").diagnostics
            #expect(diagnostics.count == 1)
            #expect(diagnostics.allSatisfy { !$0.description.contains(text) || text == "$" })
        }
        for text in ["$KEY", "${KEY}", "~/key.asc", "/run/secrets/key", "./key", "../key"] {
            #expect(reports("signing: {openpgp: {key: \"\(text)\"}}") == [])
        }
    }

    @Test(
        arguments: [
            ("name: 80", "`name` must be text, found a number", "write it in quotes: \"80\""),
            ("name: true", "`name` must be text, found true or false", "write it in quotes: \"true\""),
            ("builds: {}", "`builds` must be a list, found a mapping", nil),
            (
                "gates: {startup: true}", "`gates.startup` must be text, found true or false",
                "one of `error`, `warning`, `off`"
            ),
            (
                "gates: {audit: 1}", "`gates.audit` must be text, found a number", "one of `error`, `warning`, `off`"
            ),
            ("- a", "`fledge.yaml` must be a mapping, found a list", nil),
            ("hello", "`fledge.yaml` must be a mapping, found text", nil),
            ("gates: error", "`gates` must be a mapping, found text", nil),
            ("packages: {compression: [xz]}", "`packages.compression` must be text or a mapping, found a list", nil),
            ("retention: {versions: many}", "`retention.versions` must be a whole number, found text", nil),
            ("retention: {versions: 1.5}", "`retention.versions` must be a whole number, found a number", nil),
            (
                "retention: {versions: 99999999999999999999}",
                "`retention.versions` must be from 1 to 100000, not 99999999999999999999", nil
            ),
        ] as [(String, String, String?)])
    func `the wrong type is named`(_ text: String, _ message: String, _ hint: String?) {
        let diagnostics = decode(text).diagnostics
        #expect(diagnostics.map(\.message) == [message])
        #expect(diagnostics.first?.hints == (hint.map { [$0] } ?? []))
    }

    @Test(arguments: ["no", "off", "0b1", "1_000", "2026-11-22", "1.2.3", "=", "+", ".", "0x", "1e"])
    func `what only YAML 1 dot 1 takes for something else is text`(_ word: String) {
        #expect(decode("description: \(word)").configuration.description?.value == word)
    }

    @Test(arguments: ["1e3", ".5", "-.inf", "0x1F", "0o17", "+12", ".nan", "1."])
    func `a number is no text`(_ word: String) {
        #expect(
            decode("description: \(word)").diagnostics.map(\.message) == ["`description` must be text, found a number"])
    }

    @Test(arguments: [
        ("builds: [{command: make}]", "`command` is for the builder `command`, and none is named"),
        ("builds: [{builder: command}]", "the builder `command` needs `command`"),
        ("builds: [{builder: go, product: a}]", "`product` is for the builder `swift`, and this is `go`"),
        ("builds: [{builder: swift, package: ./cmd}]", "`package` is for the builder `go`, and this is `swift`"),
        ("builds: [{builder: go, static: full}]", "`static` is for the builder `swift`, and this is `go`"),
        ("builds: [{builder: swift, targets: [linux/armv7]}]", "Swift cannot build for `linux/armv7`"),
        ("builds: [{builder: go, targets: [linux/amd64, linux/amd64]}]", "the target `linux/amd64` is listed twice"),
        ("builds: [{builder: go, targets: [macos/arm64, darwin/arm64]}]", "the target `macos/arm64` is listed twice"),
        (
            "builds: [{swift-sdk: {linux/arm64: a, linux/arm46: b}}]",
            "target `linux/arm46` is no target that can be built for: `linux/arm46`"
        ),
        ("builds: [{environment: {A-B: c}}]", "variable `A-B` is no name of an environment variable: `A-B`"),
        ("packages: {contents: [{destination: /a}]}", "needs `source`: the file in the project"),
        ("packages: {contents: [{source: a}]}", "needs `destination`: where it is installed"),
        (
            "packages: {contents: [{source: ../a, destination: /a}]}",
            "`source` must stay in the project folder, not `../a`"
        ),
        ("packages: {contents: [{source: a, destination: /a, type: directory}]}", "a directory has no `source`"),
        ("packages: {contents: [{source: a, destination: /a, type: symlink, mode: 755}]}", "a symlink has no `mode`"),
        (
            "packages: {contents: [{source: a, destination: /a}, {source: b, destination: /a}]}",
            "two contents go to `/a`"
        ),
        (
            "packages: {service: {unit: a.service, command: /bin/a}}",
            "`unit` stands for itself: `command` would have no effect"
        ),
        (
            "packages: {service: {command: hello serve}}",
            "`packages.service.command` must begin with an absolute path such as `/usr/bin/hello`, not `hello serve`"
        ),
        (
            "packages: {completions: {command: completion, bash: a}}",
            "completions come from files or from `command`, not from both"
        ),
        ("signing: {openpgp: {passphrase: $A}}", "needs `key`"),
        ("channels: {apt: {storage: packages}}", "needs `url`"),
        ("channels: {apt: {storage: github, pdiffs: 101}}", "`channels.apt.pdiffs` must be from 0 to 100, not 101"),
        ("channels: {github: {repository: hello}}", "`channels.github.repository` must be `owner/name`, not `hello`"),
        ("maintainer: Ada", "`maintainer` must be `Name <address>`, not `Ada`"),
        ("packages: {release: 0}", "`packages.release` must be from 1 to 99999, not 0"),
        ("builds: [{builder: go, version: {symbol: a}}]", "`symbol` is for the builder `swift`, and this is `go`"),
        (
            "builds: [{builder: swift, version: {variable: a}}]",
            "`variable` is for the builder `go`, and this is `swift`"
        ),
        ("builds: [{version: {symbol: a-b}}]", "`builds[0].version.symbol` is no name of a C symbol: `a-b`"),
        (
            "name: ../hello",
            "`name` must begin with a letter or digit and have only letters, digits, `.`, `_`, `+` and `-`, not `../hello`"
        ),
        ("tag-prefix: ../", "`tag-prefix` must be the beginning of a tag, such as `tool/`, not `../`"),
        ("archives: {name: a/b}", "`archives.name` must be a name without `/`, not `a/b`"),
        ("archives: {name: \"{{version\"}", "`archives.name` has `{{` without `}}`"),
    ])
    func `contradictions and unsafe values are refused`(_ text: String, _ message: String) {
        let messages = decode(text).diagnostics.map(\.message)
        if text.contains("storage: packages") {
            #expect(
                messages == [
                    "`channels.apt.storage` must be `s3://bucket`, `file:///folder`, `github` or "
                        + "`github:owner/name`, not `packages`"
                ])
        } else {
            #expect(messages == [message])
        }
    }

    @Test func `two contents may share a place in different formats`() {
        #expect(
            reports(
                "packages: {contents: [{source: a, destination: /a, formats: [deb]}, {source: b, destination: /a, formats: [rpm]}]}"
            ) == [])
    }

    @Test func `a key of no kind near lists the known ones`() {
        #expect(decode("retention: {xyzzy: 1}").diagnostics.first?.hints == ["known here: `versions`"])
    }
}

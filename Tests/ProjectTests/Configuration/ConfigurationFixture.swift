// SPDX-License-Identifier: Apache-2.0

import Effects
import Project

/// Decodes a text as `fledge.yaml`.
func decode(_ text: String, environment: [String: String] = [:]) -> DecodedConfiguration {
    Configuration.decode(Array(text.utf8), file: "fledge.yaml", environment: Environment(environment))
}

/// What was reported, each as `line:column key message`.
func reports(_ text: String, environment: [String: String] = [:]) -> [String] {
    decode(text, environment: environment).diagnostics.map { diagnostic in
        let place = diagnostic.location.map { "\($0.line):\($0.column ?? 0)" } ?? "-"
        return "\(place) \(diagnostic.keyPath ?? "-"): \(diagnostic.message)"
    }
}

/// The example with every key, which the documentation shows.
let fullExample = """
    # yaml-language-server: $schema=./fledge.schema.json
    name: hello
    description: Greets the world.
    homepage: https://example.org/hello
    license: MIT
    maintainer: Ada Lovelace <ada@example.org>

    builds:
      - id: hello
        builder: swift                 # swift | go | command | prebuilt
        product: hello                 # go: package: ./cmd/hello
        static: stdlib                 # swift on Linux: stdlib | full | sdk
        targets: [linux/amd64, linux/arm64, macos/universal, windows/amd64]
        swift-sdk: {linux/arm64: aarch64-swift-linux-musl}
        environment: {CGO_ENABLED: "0"}
        flags: []
        # prebuilt: path: "out/{{os}}_{{arch}}/hello", read from the project folder
        version: {constant: helloVersion}   # swift: a string constant in a source file; go: {variable: main.version}

    gates: {version: error, startup: error, audit: error}   # error | warning | off; audit: {libraries: [libfoo.so.1]} allows more

    hooks: {before: [make generate], after: []}

    archives:
      files: [README.md, LICENSE, "man/*.1"]

    packages:
      formats: [deb, rpm]
      compression: {deb: xz, rpm: zstd}   # or one word; gzip | xz | zstd; the docs say which clients read what
      section: utils
      dependencies: {deb: [libc6], rpm: [glibc]}
      contents:
        - {source: config/hello.conf, destination: /etc/hello/hello.conf, type: config}
      service:                          # writes the unit and the maintainer scripts
        command: /usr/bin/hello serve
        user: hello
        restart: on-failure
      scripts: {postinstall: scripts/postinstall.sh}

    signing:
      openpgp: {key: $FLEDGE_OPENPGP_KEY, passphrase: $FLEDGE_OPENPGP_PASSPHRASE}
      macos: {certificate: $FLEDGE_MACOS_P12, password: $FLEDGE_MACOS_PASSWORD, notarize: {key: $FLEDGE_NOTARY_KEY, key-id: ABCDEF1234, issuer: 00000000-1111-2222-3333-444444444444}}

    channels:
      github: {repository: owner/hello}
      homebrew: {tap: owner/homebrew-tap}
      apt: {storage: "s3://packages", url: https://packages.example.org}   # the root above apt/ and yum/; or file:///srv/www, or github
      yum: {storage: "s3://packages", url: https://packages.example.org}
      packagecloud: {repository: owner/hello, distributions: [any/any, rpm_any/rpm_any]}
      docs: {source: docs, branch: gh-pages}

    retention: {versions: 20}
    rollback: {budget: 1h}
    test: {minimum-coverage: 80}
    run: {ignore: ["*.md"]}
    """

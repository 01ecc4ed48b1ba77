// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage
import Testing

@Suite("A release of what a command builds")
struct CommandReleaseTests {
    private static let contents = [
        "build.sh": """
        set -e
        test ! -e other || { echo "another target is at work here" >&2; exit 1; }
        touch other
        printf '#!/bin/sh\\necho "tool %s %s %s"\\n' "$RELEASE_VERSION" "$RELEASE_TARGET" "$RELEASE_ZIG_TARGET" > out.sh
        sleep 0.2
        cp out.sh "${1:-$RELEASE_OUTPUT}"
        chmod +x "${1:-$RELEASE_OUTPUT}"
        rm other

        """,
        "fledge.yaml": """
        description: A tool
        license: MIT
        maintainer: Ada Lovelace <ada@example.org>
        hooks: {before: ["echo generated > generated.txt"]}
        builds:
          - {builder: command, binary: tool, command: [sh, build.sh], targets: [linux/amd64, linux/arm64, macos/arm64]}
          - {builder: command, binary: same, command: [sh, build.sh, same], path: same, targets: [linux/amd64, linux/arm64]}
        release: {extra-files: [generated.txt]}

        """,
    ]

    @Test func `has the target in its environment, one target after another in one folder`() async throws {
        try await BuiltProgram.withProject(named: "tool", Self.contents, tag: "v3.0.0") { project in
            let result = try await project.fledge("package", "--skip", "macos/arm64")
            #expect(result.outcome == .exited(64), "only `release` and `publish` can skip")
            let released = try await project.fledge("release", "--skip", "macos/arm64")
            #expect(released.outcome == .exited(0), "\(released.error.text)")
            #expect(released.error.text.contains("build tool macos/arm64: skipped, as `--skip` asks"))
            let said = try await project.must(
                "sh",
                [
                    "-c",
                    "for arch in amd64 arm64; do for name in tool same; do dist/build/linux_$arch/$name; done; done",
                ])
            #expect(
                said.split(separator: "\n") == [
                    "tool 3.0.0 linux/amd64 x86_64-linux-musl", "tool 3.0.0 linux/amd64 x86_64-linux-musl",
                    "tool 3.0.0 linux/arm64 aarch64-linux-musl", "tool 3.0.0 linux/arm64 aarch64-linux-musl",
                ])
            #expect(
                try project.machine.files.readText(project.folder.appending("dist/generated.txt"), limit: 99)
                    == "generated\n")
            #expect(try !project.machine.files.exists(project.folder.appending("generated.txt")))
        }
    }

    @Test func `has documentation that a command writes in the copy that is built, with what the hooks made`()
        async throws
    {
        var contents = Self.contents
        contents["fledge.yaml"]? += """
            channels:
              folder: {}
              docs:
                source: pages
                command: "mkdir pages && cp generated.txt pages/index.html && echo {{version}} > pages/version.txt"
                storage: $DOCS_STORAGE

            """
        try await BuiltProgram.withProject(named: "tool", contents, tag: "v3.0.0") { project in
            let files = project.machine.files
            let pages = project.folder.appending("dist/pages")
            let environment = ["DOCS_STORAGE": "file://\(pages)"]
            let options = ["--target", "linux/amd64"]
            let released = try await project.fledge(["release"] + options, environment: environment)
            #expect(released.outcome == .exited(0), "\(released.error.text)")
            #expect(try files.readText(pages.appending("3.0.0/index.html"), limit: 99) == "generated\n")
            #expect(try files.readText(pages.appending("latest/version.txt"), limit: 99) == "3.0.0\n")
            // What the command made is in no one's way: neither the user's nor the next run's.
            #expect(try !files.exists(project.folder.appending("pages")))
            try files.remove(pages, recursively: true)
            let again = try await project.fledge(["release"] + options, environment: environment)
            #expect(again.outcome == .exited(0), "\(again.error.text)")
            try files.remove(pages, recursively: true)
            let published = try await project.fledge("publish", environment: environment)
            #expect(published.outcome == .exited(0), "\(published.error.text)")
            #expect(try files.readText(pages.appending("3.0.0/index.html"), limit: 99) == "generated\n")
            #expect(try await project.must("git", ["status", "--porcelain"]) == "?? dist/")
        }
    }
}

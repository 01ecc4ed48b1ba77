// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage
import Testing

@testable import Release

@Suite("The version of a Go program")
struct GoVersionTests {
    private func found(
        _ sources: [String: String], package: String = ".",
        _ body: (GoVersion, VersionConvention) throws -> GoVersion.Place?
    ) async throws -> String? {
        let files = Files()
        return try await files.withTemporaryDirectory { folder in
            for (name, text) in sources.merging(["go.mod": "module example.org/tally/v2\n"], uniquingKeysWith: { $1 }) {
                let path = folder.pushing(FilePath(name))
                try files.createDirectory(path.removingLastComponent())
                try files.replace(path, text: text)
            }
            let convention = VersionConvention(
                release: try SemanticVersion(2, 1, 0), tagged: [try SemanticVersion(2, 0, 0)])
            return try body(GoVersion(files: files, source: folder, package: package), convention)?.symbol
        }
    }

    private func detected(_ sources: [String: String], package: String = ".") async throws -> String? {
        try await found(sources, package: package) { try $0.conventional($1, program: "tally") }
    }

    @Test func `is the main package's own variable first`() async throws {
        #expect(
            try await detected([
                "main.go": "package main\nvar version = \"dev\"\n",
                "internal/version/v.go": "package version\nvar Version = \"dev\"\n",
            ]) == "main.version")
        #expect(
            try await detected(
                ["cmd/tally/main.go": "package main\nvar buildVersion string\nvar Version = \"\"\n"],
                package: "./cmd/tally") == "main.Version")
    }

    @Test func `may be in a package that is about the whole program`() async throws {
        #expect(
            try await detected([
                "main.go": "package main\n", "internal/version/v.go": "package version\nvar Version = \"dev\"\n",
                "internal/wire/v.go": "package wire\nvar Version = \"dev\"\n",
                "vendor/example.com/version/v.go": "package version\nvar Version = \"dev\"\n",
            ]) == "example.org/tally/v2/internal/version.Version")
    }

    @Test func `may be a constant, if nothing speaks against it`() async throws {
        #expect(try await detected(["main.go": "package main\nconst version = \"2.0.0\"\n"]) == "main.version")
        #expect(try await detected(["main.go": "package main\nconst version = \"1.0\"\n"]) == nil)
        #expect(
            try await detected([
                "main.go": "package main\n", "cmd/v.go": "package cmd\nconst Version = \"dev\"\n",
                "build/v.go": "package build\nconst Version = \"dev\"\n",
            ]) == nil)
    }

    @Test func `is found by the name that the configuration gives`() async throws {
        let sources = [
            "main.go": "package main\n", "a/v.go": "package a\nconst Number = \"7\"\n",
            "b/v.go": "package b\nconst Number = \"7\"\n",
        ]
        #expect(
            try await found(sources) { search, _ in try search.constant("b.Number", location: nil) }
                == "example.org/tally/v2/b.Number")
        await #expect(throws: Diagnostic.self) {
            try await found(sources) { search, _ in try search.constant("Number", location: nil) }
        }
        await #expect(throws: Diagnostic.self) {
            try await found(sources) { search, _ in try search.constant("Other", location: nil) }
        }
    }
}

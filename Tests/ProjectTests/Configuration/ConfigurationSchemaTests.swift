// SPDX-License-Identifier: Apache-2.0

import Effects
import Foundation
import Project
import Testing

@Suite("The JSON Schema")
struct ConfigurationSchemaTests {
    private static let tool = [
        ".build/tools/bin/check-jsonschema", "/usr/local/bin/check-jsonschema", "/usr/bin/check-jsonschema",
    ]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

    @Test func `is JSON, and the same every time`() throws {
        let text = ConfigurationSchema.json()
        #expect(text == ConfigurationSchema.json())
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        let properties = try #require(object["properties"] as? [String: [String: Any]])
        #expect(properties.keys.sorted() == Configuration.fields.map(\.key).sorted())
        #expect(properties.values.allSatisfy { ($0["description"] as? String)?.isEmpty == false })
        let builds = try #require(properties["builds"]?["items"] as? [String: Any])
        let keys = try #require(builds["properties"] as? [String: [String: Any]])
        #expect(keys["static"]?["enum"] as? [String] == ["stdlib", "full", "sdk"])
        #expect(keys["static"]?["default"] as? String == "stdlib")
        #expect(keys["timeout"]?["default"] as? String == "1h")
    }

    @Test(.enabled(if: tool != nil))
    func `accepts what decodes and refuses what does not`() throws {
        let accepted = [
            fullExample, "{}", "packages: {contents: [{source: a, destination: /a, mode: 0644}]}",
            "gates: {audit: off}",
            "packages: {service: , compression: gzip}\nbuilds:",
            "builds: [{builder: command, command: [make, \"{{os}}\"], targets: [darwin/aarch64]}]",
        ]
        let refused = [
            "nmae: hello", "name: [a]", "builds: [{builder: rust}]", "builds: [{target: [linux/amd64]}]",
            "gates: {audit: {library: []}}",
            "signing: {openpgp: {key: hunter2}}", "packages: {contents: [{source: a, destination: etc/a}]}",
            "packages: {compression: {apk: xz}}",
            "rollback: {budget: soon}", "test: {minimum-coverage: 101}", "packages: {formats: [apk]}",
            "hooks: {before: [[]]}",
        ]
        for text in refused { #expect(decode(text).hasErrors, "\(text)") }
        let withService = "packages: {service: , compression: gzip}\nbuilds:"
        for text in accepted where text != withService { #expect(decode(text).diagnostics == [], "\(text)") }
        let failed = try filesRefused(accepted + refused)
        #expect(failed == Set(accepted.count..<(accepted + refused).count))
    }

    /// The indices of the texts that the tool refuses.
    private func filesRefused(_ texts: [String]) throws -> Set<Int> {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fledge-schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let schema = folder.appending(path: "fledge.schema.json")
        try Data(ConfigurationSchema.json().utf8).write(to: schema)
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: try #require(Self.tool))
        process.arguments = ["--output-format", "json", "--schemafile", schema.path]
        for (index, text) in texts.enumerated() {
            let file = folder.appending(path: "\(index).yaml")
            try Data(text.utf8).write(to: file)
            process.arguments?.append(file.path)
        }
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let report = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let errors = try #require(report["errors"] as? [[String: Any]])
        #expect((report["parse_errors"] as? [Any])?.isEmpty == true)
        return Set(
            try errors.map { error in
                let name = URL(filePath: try #require(error["filename"] as? String)).deletingPathExtension()
                    .lastPathComponent
                return try #require(Int(name))
            })
    }
}

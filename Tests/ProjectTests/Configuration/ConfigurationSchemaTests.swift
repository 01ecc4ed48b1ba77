// SPDX-License-Identifier: Apache-2.0

import Effects
import Foundation
import Project
import Testing

@Suite("The JSON Schema")
struct ConfigurationSchemaTests {
    private static let tool = ["/opt/pytools/bin/check-jsonschema", "/usr/local/bin/check-jsonschema", "/usr/bin/check-jsonschema"]
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

    @Test(.enabled(if: tool != nil), arguments: [fullExample, "", "{}", "packages: {contents: [{source: a, destination: /a, mode: 0644}]}", "gates: {audit: off}"])
    func `accepts what decodes`(_ text: String) throws {
        #expect(decode(text).diagnostics == [])
        #expect(try exitCode(checking: text.isEmpty ? "{}" : text) == 0)
    }

    @Test(.enabled(if: tool != nil), arguments: [
        "nmae: hello", "name: [a]", "builds: [{builder: rust}]", "builds: [{target: [linux/amd64]}]", "gates: {audit: {library: []}}",
        "signing: {openpgp: {key: hunter2}}", "packages: {contents: [{destination: etc/a}]}", "packages: {compression: {apk: xz}}",
        "rollback: {budget: soon}", "test: {minimum-coverage: 101}", "packages: {formats: [apk]}",
    ])
    func `refuses what does not`(_ text: String) throws {
        #expect(decode(text).hasErrors)
        #expect(try exitCode(checking: text) == 1)
    }

    private func exitCode(checking text: String) throws -> Int32 {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fledge-schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let schema = folder.appending(path: "fledge.schema.json")
        let file = folder.appending(path: "fledge.yaml")
        try Data(ConfigurationSchema.json().utf8).write(to: schema)
        try Data(text.utf8).write(to: file)
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.tool))
        process.arguments = ["--schemafile", schema.path, file.path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}

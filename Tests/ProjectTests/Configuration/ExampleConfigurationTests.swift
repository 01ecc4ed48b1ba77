// SPDX-License-Identifier: Apache-2.0

import Effects
import Foundation
import Project
import SystemPackage
import Testing

@Suite("The example programs' configurations")
struct ExampleConfigurationTests {
    private static let examples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Examples")

    @Test(.enabled(if: FileManager.default.fileExists(atPath: examples.path)), arguments: ["hello", "tally"])
    func `decode without a word`(_ name: String) throws {
        let bytes = try Data(contentsOf: Self.examples.appending(path: "\(name)/fledge.yaml"))
        #expect(Configuration.decode(Array(bytes), file: "fledge.yaml").diagnostics == [])
    }
}

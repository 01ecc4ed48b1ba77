// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage
import TestSupport
import Testing

@testable import Release

@Suite("Resource bundles beside a program")
struct ResourceBundleTests {
    @Test(
        arguments: [
            ("opens engine_Engine.resources", ["engine_Engine.resources"]),
            // As written on macOS, by a program that looks for its bundle itself.
            ("opens engine_Engine.bundle", ["engine_Engine.resources"]),
            ("opens paint_Paint.bundle and engine_Engine.resources", ["engine_Engine.resources", "paint_Paint.bundle"]),
            ("says engine_Engine only", []),
        ])
    func `are those that it names`(text: String, expected: [String]) throws {
        try ScratchFolder.with { folder in
            let files = Files()
            let folder = FilePath(folder.path)
            for name in ["engine_Engine.resources", "paint_Paint.bundle", "engine_Engine.build", "Modules"] {
                try files.createDirectory(folder.appending(name))
            }
            let program = folder.appending("engine")
            try files.replace(program, text: text)
            let found = try SwiftBuilder.resources(of: program, in: folder, files: files)
            #expect(found.compactMap(\.lastComponent?.string).sorted() == expected)
        }
    }
}

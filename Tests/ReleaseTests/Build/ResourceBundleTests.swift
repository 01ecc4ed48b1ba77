// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
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
            (
                "opens paint_Paint.bundle and engine_Engine.resources",
                ["engine_Engine.resources", "paint_Paint.bundle"]
            ),
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

@Suite("The files of a resource bundle")
struct ResourceFilesTests {
    @Test func `are followed through links, from the source where SwiftPM copied them as they are`() throws {
        try ScratchFolder.with { folder in
            let files = Files()
            let (source, bundle) = (
                FilePath(folder.path("source")), FilePath(folder.path("out/engine_Engine.resources"))
            )
            try files.createDirectory(source.appending("Presets/More"))
            try files.createDirectory(source.appending("Sources/Engine"))
            try files.createDirectory(bundle)
            try files.replace(source.appending("Presets/a.yml"), text: "a")
            try files.replace(source.appending("Presets/More/b.yml"), text: "b")
            try files.replace(bundle.appending("plain.txt"), text: "plain")
            for place in [source.appending("Sources/Engine/Presets"), bundle.appending("Presets")] {
                try files.createSymbolicLink(place, to: FilePath("../../Presets/"))
            }
            try files.createSymbolicLink(bundle.appending("other.txt"), to: FilePath("plain.txt"))
            let found = try ResourceFiles(files: files, source: source).list(bundle)
            #expect(
                found.map(\.relativePath.string).sorted() == [
                    "Presets/More/b.yml", "Presets/a.yml", "other.txt", "plain.txt",
                ])
            for file in found { #expect(try files.status(file.path).isFile) }
        }
    }

    @Test func `are refused where a link leads nowhere or in a circle`() throws {
        try ScratchFolder.with { folder in
            let files = Files()
            let bundle = FilePath(folder.path("engine_Engine.resources"))
            try files.createDirectory(bundle.appending("inner"))
            try files.createSymbolicLink(bundle.appending("inner/again"), to: FilePath(".."))
            let list = { try ResourceFiles(files: files, source: FilePath(folder.path)).list(bundle) }
            #expect(throws: Diagnostic.self) { try list() }
            try files.remove(bundle.appending("inner/again"))
            try files.createSymbolicLink(bundle.appending("lost"), to: FilePath("../nowhere"))
            let error = #expect(throws: Diagnostic.self) { try list() }
            #expect(error?.causes == ["its link `lost` leads nowhere: `../nowhere`"])
        }
    }
}

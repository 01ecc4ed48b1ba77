// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import SystemPackage
import TestSupport
import Testing

@Suite("What apt makes of patches", .enabled(if: ForeignTool.areThere("apt-get", "apt-cache", "gpgv")))
struct PdiffClientTests {
    @Test func `it sees no error while publications with patches go by`() async throws {
        try await RepositoryFixture.with { fixture in
            let site = FolderSite(fixture.root)
            try await TestServer.run({ try await site.respond(to: $0) }) { server in
                _ = try await fixture.patching(8, url: server.url).add(try await fixture.many(60), to: "stable")
                let client = try AptClient(
                    fixture.folder.appending("client"), source: try fixture.text("apt/repository.sources"))
                try await client.update()
                let isDone = Flag()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        defer { isDone.set() }
                        for version in 1...30 {
                            let path = try await fixture.deb("new", "1.\(version)")
                            _ = try await fixture.patching(url: server.url).add([path], to: "stable")
                        }
                    }
                    group.addTask { while !isDone.isSet { try await client.update() } }
                    try await group.waitForAll()
                }
                try await client.update()
                #expect(try await client.candidate("new") == "1.30")
                #expect(server.requests.contains { $0.path.contains("/Packages.diff/0000") })
            }
        }
    }

    @Test(arguments: [true, false])
    func `it fetches the patches alone, and has the same index then`(_ byHash: Bool) async throws {
        try await RepositoryFixture.with { fixture in
            let site = FolderSite(fixture.root)
            try await TestServer.run({ try await site.respond(to: $0) }) { server in
                _ = try await fixture.patching(5, url: server.url).add(try await fixture.many(), to: "stable")
                let client = try AptClient(
                    fixture.folder.appending("client"), source: try fixture.text("apt/repository.sources"),
                    configuration: "Acquire::By-Hash \"\(byHash ? "yes" : "no")\"; Acquire::GzipIndexes \"false\";")
                try await client.update()
                func list() throws -> [UInt8] {
                    let lists = try fixture.files.walk(client.root.appending("var/lib/apt/lists"))
                    let file = try #require(lists.first { $0.path.string.hasSuffix("_binary-amd64_Packages") })
                    return try fixture.files.read(file.path, limit: 16 << 20)
                }
                let reader = PdiffReader(root: fixture.root)
                #expect(try list() == reader.packages())

                _ = try await fixture.patching(url: server.url).add([try await fixture.deb("new")], to: "stable")
                _ = try await fixture.patching(url: server.url).update([
                    .remove(PackageSelector(name: "base5"), track: nil),
                    .phase(PackageSelector(name: "base7"), track: "stable", percentage: 30),
                ])
                server.resetCount()
                try await client.update()
                let index = try #require(try reader.index())
                #expect(index.patches.count == 2)
                let fetched = server.requests.map(\.path).filter { !$0.hasSuffix("/InRelease") }
                #expect(fetched.count == 3 && fetched.allSatisfy { $0.contains("/Packages.diff/") }, "\(fetched)")
                #expect(fetched.filter { $0.contains("/by-hash/") }.count == (byHash ? 1 : 0), "\(fetched)")
                #expect(try list() == reader.packages())
                #expect(try await client.candidate("new") == "1.0")

                // Of what it does not know, it fetches the whole.
                _ = try await fixture.patching(0, url: server.url).update([])
                _ = try await fixture.patching(5, url: server.url).add([try await fixture.deb("last")], to: "stable")
                server.resetCount()
                try await client.update()
                #expect(!server.requests.contains { $0.path.contains("Packages.diff") })
                #expect(try list() == reader.packages())
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
@testable import Release
import SystemPackage
import TestSupport
import Testing

@Suite("The channel packagecloud")
struct PackagecloudChannelTests {
    @Test(arguments: [true, false])
    func `pushes each package to its distributions, once`(listsDigests: Bool) async throws {
        try await ChannelWorld.with { world in
            await world.packagecloud.setListsDigests(listsDigests)
            try await world.publish("packagecloud")
            let pushed = await world.packagecloud.packages
            #expect(
                pushed.map { "\($0.distribution) \($0.filename)" }.sorted() == [
                    "any/any hello_1.2.3_amd64.deb", "rpm_any/rpm_any hello-1.2.3-1.x86_64.rpm",
                    "ubuntu/noble hello_1.2.3_amd64.deb",
                ])
            #expect(
                Set(pushed.filter { $0.kind == "deb" }.map(\.sha256)) == [try world.digest("hello_1.2.3_amd64.deb")])
            #expect(try await world.publish("packagecloud").publication?.publications.first?.steps == [])
        }
    }

    @Test func `takes a lost answer for what it was, and refuses other bytes`() async throws {
        try await ChannelWorld.with { world in
            world.faults.arm { _, request in request.method == "POST" && world.faults.hits == 0 ? .resetAfter : nil }
            try await world.publish("packagecloud")
            #expect(world.faults.hits == 1)
            #expect(await world.packagecloud.packages.count == 3)
            world.faults.disarm()
            try world.files.replace(world.dist.appending("hello_1.2.3_amd64.deb"), text: "other")
            try world.rewriteManifest()
            let error = await #expect(throws: Diagnostic.self) { try await world.publish("packagecloud") }
            #expect(error?.exit == .needsChange)
            #expect(error?.causes.count == 2)
        }
    }

    @Test func `yanks what it pushed when the last push fails`() async throws {
        try await ChannelWorld.with { world in
            world.faults.arm { _, request in
                request.method == "POST" && world.faults.log.filter { $0.hasPrefix("POST") }.count > 2
                    ? .unavailable : nil
            }
            await #expect(throws: Diagnostic.self) { try await world.publish("packagecloud") }
            #expect(await world.packagecloud.packages == [])
            world.faults.disarm()
            try await world.publish("packagecloud")
            #expect(await world.packagecloud.packages.count == 3)
        }
    }

    @Test(arguments: [Fault?.none, .resetAfter, .badGateway])
    func `moves a package to another repository, once`(_ fault: Fault?) async throws {
        try await ChannelWorld.with { world in
            await world.packagecloud.addRepository("ada/stable")
            try await world.publish("packagecloud")
            let client = PackagecloudClient(
                web: world.machine.web, files: world.files, server: "\(world.origin)/packagecloud",
                repository: "ada/hello", token: Secret(ChannelWorld.token))
            world.faults.arm { _, request in
                request.method == "POST" && world.faults.hits == 0 ? fault : nil
            }
            try await client.promote("hello_1.2.3_amd64.deb", from: "ubuntu/noble", to: "ada/stable")
            #expect(await world.packagecloud.promoted["ada/stable"]?.map(\.distribution) == ["ubuntu/noble"])
            #expect(await world.packagecloud.packages.count == 2)
            // A second time it is there already.
            try await client.promote("hello_1.2.3_amd64.deb", from: "ubuntu/noble", to: "ada/stable")
            #expect(await world.packagecloud.promoted["ada/stable"]?.count == 1)
            await #expect(throws: WebError.self) {
                try await client.promote("hello_1.2.3_amd64.deb", from: "any/any", to: "ada/nowhere")
            }
            #expect(await world.packagecloud.packages.count == 2)
        }
    }

    @Test func `names the distributions that there are`() async throws {
        try await ChannelWorld.with { world in
            let path = world.project.appending("fledge.yaml")
            let text = try world.files.readText(path, limit: 1 << 16)
            try world.files.replace(path, text: text.replacing("ubuntu/noble", with: "ubuntu/nobel"))
            let findings = try await ProjectCheck(machine: world.machine).findings(world.project, config: nil)
            let finding = try #require(findings.first { $0.message.contains("ubuntu/nobel") })
            #expect(finding.hints == ["of ubuntu it knows `ubuntu/jammy`, `ubuntu/noble`"])
            #expect(finding.location?.file == "fledge.yaml")
        }
    }
}

extension ChannelWorld {
    func digest(_ name: String) throws -> String { try FileDigest.sha256(of: dist.appending(name)) }
}

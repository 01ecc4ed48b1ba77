// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
import Release
import SystemPackage
import TestSupport
import Testing

/// The second version's documentation goes to a store, with something going wrong at each of the requests.
///
/// `make test` tries another kind at each; `FLEDGE_SWEEP=full` tries every kind at every one.
@Suite("Documentation in a store with faults", .serialized)
struct StoredDocsSweepTests {
    private static let isFull = ProcessInfo.processInfo.environment["FLEDGE_SWEEP"]?.hasPrefix("full") == true

    @Test func `is the one version's or the other's, and after one clean run the newer one's`() async throws {
        let count = try await Self.sweep { _ in }
        #expect(count > 12)
        var positions: [(fault: Fault, index: Int)] = []
        for index in 0...count {
            let kinds = Self.isFull ? Fault.allCases : [Fault.allCases[index % Fault.allCases.count]]
            positions += kinds.map { ($0, index) }
        }
        _ = try await inOrder(positions, atMost: 2) { fault, index in
            try await Self.sweep { $0.arm(fault, at: index) }
        }
        print("documentation: \(positions.count) positions tried of \(count) requests")
    }

    /// Publishes twice, the second time with faults, and then cleanly; returns the requests of the faulty run.
    @discardableResult
    private static func sweep(_ arm: @escaping @Sendable (FaultPlan) -> Void) async throws -> Int {
        let requests = Count()
        try await ChannelWorld.with(store: .s3) { world in
            _ = try world.storeDocs(world.storage("docs"))
            try world.writeDocs("one")
            try world.files.replace(world.project.appending("docs/old.html"), text: "old")
            try await world.publish("docs")
            try await world.release("1.3.0")
            try world.writeDocs("two")
            try world.files.remove(world.project.appending("docs/old.html"))
            try world.files.replace(world.project.appending("docs/new.css"), text: "new")
            world.faults.disarm()
            arm(world.faults)
            do { try await world.publish("docs") } catch {
                #expect(try latest(world)["index.html"] == "one", "\(error)")
            }
            await requests.set(world.faults.log.count)
            world.faults.disarm()
            try await world.publish("docs")
            let files = ["guide/start.html": "start two", "index.html": "two", "new.css": "new"]
            #expect(try latest(world) == files)
            #expect(try texts(world, below: "docs/1.3.0/") == files)
            #expect(try texts(world, below: "docs/1.2.3/").count == 3)
        }
        return await requests.value
    }

    private static func latest(_ world: ChannelWorld) throws -> [String: String] {
        try texts(world, below: "docs/latest/")
    }

    private static func texts(_ world: ChannelWorld, below prefix: String) throws -> [String: String] {
        let objects = try #require(world.store).objects.filter { $0.key.hasPrefix(prefix) }
        return Dictionary(
            objects.map { (String($0.key.dropFirst(prefix.count)), String(decoding: $0.value.bytes, as: UTF8.self)) }
        ) { first, _ in first }
    }

    private actor Count {
        private(set) var value = 0
        func set(_ value: Int) { self.value = value }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import Signing
import SystemPackage
import Testing

@Suite("An update that ends early")
struct InterruptedUpdateTests {
    /// What is done to a repository that has `hello` 1.0 on two tracks.
    enum Change: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case first, add, remove

        var testDescription: String { rawValue }
    }

    @Test(arguments: Change.allCases)
    func `leaves the old publication or the new one, and the next run ends it, wherever it was`(
        _ change: Change
    ) async throws {
        var position = 0
        var positions = 0
        while position < 100 {
            for takesEffect in [false, true] {
                let ended = try await interrupt(change, at: position, takingEffect: takesEffect)
                if ended {
                    #expect(positions >= 8)
                    return
                }
            }
            position += 1
            positions += 1
        }
        Issue.record("the update has no end")
    }

    /// Returns whether the update came to its end before the write that was to fail.
    private func interrupt(_ change: Change, at position: Int, takingEffect: Bool) async throws -> Bool {
        try await RepositoryFixture.with { fixture in
            let settings = try fixture.signed(RepositorySettings(url: "http://127.0.0.1:1"))
            let old = try await fixture.deb("hello")
            let new = [try await fixture.deb("hello", "2.0"), try await fixture.deb("docs", "1.0", .all)]
            if change != .first {
                _ = try await fixture.engine(settings).add([old], to: "stable")
                _ = try await fixture.engine(settings).add([old], to: "beta")
            }
            let before = try names(fixture)
            let failing = FailingStorage(fixture.storage, failingAt: position, takingEffect: takingEffect)
            func run(_ engine: RepositoryEngine) async throws {
                switch change {
                case .first, .add: _ = try await engine.add(new, to: "stable")
                case .remove: _ = try await engine.update([.remove(PackageSelector(name: "hello"), track: "stable")])
                }
            }
            do { try await run(fixture.engine(settings, storage: failing)) } catch {}
            let ended = failing.count <= position
            let after: [String] = change == .remove ? [] : ["docs", "hello"] + (change == .add ? ["hello"] : [])
            let found = try names(fixture)
            #expect(found == before || found == after, "write \(position)")

            // Another one publishes elsewhere first: what was left behind is ended all the same.
            _ = try await fixture.engine(settings).add([try await fixture.deb("other")], to: "beta")
            let afterOther = try names(fixture)
            #expect(afterOther == before || afterOther == after, "write \(position)")
            if position % 2 == 0 { #expect(try await fixture.engine(settings).check().problems == []) }

            try await run(fixture.engine(settings))
            #expect(try names(fixture) == after, "write \(position)")
            #expect(try await fixture.engine(settings).check().problems == [], "write \(position)")
            return ended
        }
    }

    private func names(_ fixture: RepositoryFixture) throws -> [String]? {
        let reader = PlainAptReader(
            root: fixture.root, track: "stable", keyRing: try RepositoryFixture.signer().keyRing)
        return try reader.stanzas()?.compactMap { $0["Package"] }.sorted()
    }
}

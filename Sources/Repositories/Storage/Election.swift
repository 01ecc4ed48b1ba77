// SPDX-License-Identifier: Apache-2.0
import Effects

/// Finds one publisher among many over a store that keeps whole objects and nothing else: Lamport's bakery.
///
/// Each publisher has an object below `.fledge/tickets/`. It announces itself with the number 0, takes a number above all
/// that it sees, and is elected when no other is without a number and none has a smaller one. Tickets are written again
/// every few seconds; one that stays as it is for `staleAfter`, by the clock of the one who looks, is of a publisher that
/// died, and is removed. A publisher that was not able to renew its ticket for `leaseTime`, which is shorter, knows that it
/// may have been taken for dead: it writes nothing any more.
struct Election {
    let storage: any RepositoryStorage
    let store: String
    /// A clock that never goes back, and goes on while the machine sleeps.
    var now: @Sendable () -> Duration = Election.uptime
    var pause: @Sendable (Duration) async throws -> Void
    var staleAfter: Duration = .seconds(60)
    var leaseTime: Duration = .seconds(40)
    var renewEvery: Duration = .seconds(8)
    var lookEvery: Duration = .milliseconds(200)
    /// How long one waits for others that are alive.
    var patience: Duration = .seconds(1800)

    static let folder = ".fledge/tickets/"

    /// Runs `body` when elected, and lets the next one in whatever happens.
    func run<Result>(_ body: () async throws -> Result) async throws -> Result {
        let start = now()
        while true {
            let ticket = Ticket()
            do {
                guard let lease = try await enter(ticket, until: start + patience) else {
                    await leave(ticket)
                    continue
                }
                let result = try await hold(ticket, lease, body)
                await leave(ticket)
                return result
            } catch {
                await leave(ticket)
                throw error
            }
        }
    }

    /// A place in the queue.
    private struct Ticket: Sendable {
        let id = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        var number: UInt64 = 0
        /// Goes up with each writing. Those are more than a second apart, so that a listing's time shows them.
        var renewals: UInt64 = 0

        var key: String { Election.folder + id }
        var contents: ObjectContents { .bytes(Array("\(number) \(renewals)\n".utf8)) }
    }

    /// Another's ticket as it was listed, and since when it has been so.
    private struct Seen {
        var object: ListedObject
        var since: Duration
        /// 0 as long as it has none.
        var number: UInt64 = 0
    }

    /// Returns when this publisher is the one; nil when it was too slow and may have been taken for dead.
    private func enter(_ first: Ticket, until end: Duration) async throws -> ElectionLease? {
        var ticket = first
        var seen: [String: Seen] = [:]
        let begun = now()
        try await write(ticket)
        ticket.number = try await others(ticket, &seen).map(\.number).max().map { $0 + 1 } ?? 1
        ticket.renewals += 1
        var renewed = now()
        try await write(ticket)
        guard now() - begun < leaseTime else { return nil }
        while true {
            let isBehind = try await others(ticket, &seen).contains {
                $0.number == 0 || ($0.number, $0.id) < (ticket.number, ticket.id)
            }
            guard now() - renewed < leaseTime else { return nil }
            if !isBehind {
                return ElectionLease(
                    store: store, number: ticket.number, renewals: ticket.renewals,
                    renewed: renewed, leaseTime: leaseTime, now: now)
            }
            guard now() < end else { throw StorageError.busy(storage.location) }
            try await pause(lookEvery)
            if now() - renewed >= renewEvery {
                ticket.renewals += 1
                let start = now()
                try await write(ticket)
                renewed = start
            }
        }
    }

    /// The tickets of those who are alive. A listing shows whether one was renewed, and numbers stay as they are.
    private func others(
        _ own: Ticket, _ seen: inout [String: Seen]
    ) async throws(StorageError) -> [(id: String, number: UInt64)] {
        var alive: [(id: String, number: UInt64)] = []
        for object in try await storage.list(Self.folder) where object.key != own.key {
            var other = seen[object.key] ?? Seen(object: object, since: now())
            if other.object != object {
                other.object = object
                other.since = now()
            }
            if now() - other.since > staleAfter {
                try await storage.remove(object.key)
                continue
            }
            if other.number == 0 {
                guard let contents = try await storage.read(object.key, limit: 64)?.bytes else { continue }
                // What cannot be read is taken for one that is about to get its number, until it is stale.
                other.number = UInt64(String(decoding: contents.prefix { $0 != 0x20 }, as: UTF8.self)) ?? 0
            }
            seen[object.key] = other
            alive.append((String(object.key.dropFirst(Self.folder.count)), other.number))
        }
        return alive
    }

    private func write(_ ticket: Ticket) async throws(StorageError) {
        try await storage.put(ticket.key, ticket.contents, as: .pointer)
    }

    private func hold<Result>(
        _ ticket: Ticket, _ lease: ElectionLease, _ body: () async throws -> Result
    ) async throws -> Result {
        // It ends with this function, before the ticket is removed.
        async let _: Void = renew(ticket, lease)
        return try await ElectionLease.$current.withValue(lease) { try await body() }
    }

    private func renew(_ ticket: Ticket, _ lease: ElectionLease) async {
        var ticket = ticket
        ticket.number = lease.number
        ticket.renewals = lease.renewals
        while !Task.isCancelled {
            do {
                try await pause(renewEvery)
                ticket.renewals += 1
                let start = now()
                try await write(ticket)
                lease.renew(at: start)
            } catch {
                // The lease runs out if this goes on.
                continue
            }
        }
    }

    /// Removes the ticket, also when the task was cancelled.
    private func leave(_ ticket: Ticket) async {
        let storage = storage
        // One that stays is found to be stale.
        await Task { try? await storage.remove(ticket.key) }.value
    }

    private static let origin = ContinuousClock.now

    @Sendable private static func uptime() -> Duration {
        origin.duration(to: .now)
    }
}

// SPDX-License-Identifier: Apache-2.0
import Crypto
import Formats
import Foundation

/// The generations that a repository remembers: the recent ones in its head, earlier ones in objects of their own.
struct GenerationHistory {
    /// The head keeps up to so many; then the older half moves to an object.
    static let inHead = 64
    private static let sizeLimit = 64 << 20

    let head: RepositoryHead
    let library: IndexLibrary

    static func key(_ digest: DigestValue) -> String { ".fledge/generations/\(digest)" }

    /// All records, the oldest first.
    func records() async throws -> [GenerationRecord] {
        var records: [GenerationRecord] = []
        for digest in head.earlier {
            let key = Self.key(digest)
            guard let object = try await library.storage.read(key, limit: Self.sizeLimit) else {
                throw RepositoryError.damagedObject(key, expected: digest, found: nil)
            }
            let found = DigestValue(Array(SHA256.hash(data: object.bytes)))
            guard found == digest else { throw RepositoryError.damagedObject(key, expected: digest, found: found) }
            do {
                records += try JSONDecoder().decode([GenerationRecord].self, from: Data(object.bytes))
            } catch {
                throw RepositoryError.damagedState(key, reason: "\(error)")
            }
        }
        return records + head.recent
    }

    /// What each group was when the generation was published; nil for a generation that is not remembered.
    func groups(at generation: UInt64) async throws -> [IndexGroup: GenerationRecord.Listed]? {
        let records = try await records()
        guard records.contains(where: { $0.generation == generation }) else { return nil }
        var groups: [IndexGroup: GenerationRecord.Listed] = [:]
        for record in records where record.generation <= generation {
            for listed in record.groups { groups[listed.group] = listed }
        }
        return groups
    }

    /// Moves the older half of too many records out of the head; returns the object to store.
    static func overflow(_ head: inout RepositoryHead) throws -> (key: String, bytes: [UInt8])? {
        guard head.recent.count > inHead else { return nil }
        let moved = Array(head.recent.prefix(inHead / 2))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = [UInt8](try encoder.encode(moved))
        let digest = DigestValue(Array(SHA256.hash(data: bytes)))
        head.recent.removeFirst(moved.count)
        head.earlier.append(digest)
        return (key(digest), bytes)
    }
}

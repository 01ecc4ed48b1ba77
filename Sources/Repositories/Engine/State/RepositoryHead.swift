// SPDX-License-Identifier: Apache-2.0
import Formats
import Foundation

/// The state of a repository: the one object that is replaced by compare-and-swap.
struct RepositoryHead: Sendable, Hashable, Codable {
    static let schema = 1
    static let key = ".fledge/head"
    /// Bytes; half a million packages have less.
    static let sizeLimit = 64 << 20

    var schema = RepositoryHead.schema
    var generation: UInt64 = 0
    /// When the generation was published, in seconds since 1970.
    var time: Int64 = 0
    var name: String
    var url: String?
    /// How long a publication is to be trusted, in seconds.
    var validity: Int64?
    /// The fingerprint of the key that signs; nil for an unsigned repository.
    var key: String?
    /// What was found out about the store; nil for folders.
    var traits: StorageTraits?
    /// Sorted.
    var groups: [GroupState] = []
    /// What was last published of each track, sorted by format and track.
    var tracks: [TrackState] = []
    var userFiles: [TextObject] = []
    /// The recent generations, the oldest first.
    var recent: [GenerationRecord] = []
    /// Objects with the records of earlier generations, the oldest first.
    var earlier: [DigestValue] = []

    init(name: String) {
        self.name = name
    }

    func group(_ group: IndexGroup) -> GroupState? { groups.first { $0.group == group } }

    mutating func set(_ state: GroupState) {
        groups.removeAll { $0.group == state.group }
        groups.append(state)
        groups.sort { $0.group < $1.group }
    }

    func track(_ format: PackageFormat, _ name: String) -> TrackState? {
        tracks.first { $0.format == format && $0.name == name }
    }

    mutating func set(_ state: TrackState) {
        tracks.removeAll { $0.format == state.format && $0.name == state.name }
        tracks.append(state)
        tracks.sort { ($0.format.rawValue, $0.name) < ($1.format.rawValue, $1.name) }
    }

    /// The indexes that each group of a format has; none where there is no group.
    func indexes(_ format: PackageFormat) -> [IndexForms] {
        let group = groups.first { $0.group.format == format }
        return (group?.indexes ?? []).map { index in
            IndexForms(
                name: index.name, forms: index.files.compactMap { Compression(rawValue: $0.form) },
                patches: index.patches?.limit ?? 0)
        }
    }

    /// One of the groups of a format.
    func someGroup(_ format: PackageFormat) -> IndexGroup? { groups.first { $0.group.format == format }?.group }

    /// The architectures that a track has indexes of, sorted.
    func architectures(_ format: PackageFormat, _ track: String) -> [String] {
        groups.filter { $0.group.format == format && $0.group.track == track }.map(\.group.architecture)
    }
}

/// What is visible of a track, or will be once the run that wrote the head has gone on, or another has in its place.
struct TrackState: Sendable, Hashable, Codable {
    let format: PackageFormat
    let name: String
    /// The generation that changed it last.
    var generation: UInt64
    /// The small files in the order in which they are written; the last one is the switch.
    var pointers: [TextObject]
    /// Names under which index files are found beside those made of their content.
    var aliases: [Alias]
    /// Whether its files may not have been written yet: the run that made them has not been seen to end.
    var isPending: Bool

    struct Alias: Sendable, Hashable, Codable {
        let key: String
        let contentKey: String
        let size: UInt64
        let sha256: DigestValue
    }
}

/// What one generation changed, so that its files are kept for a time and it can be gone back to.
struct GenerationRecord: Sendable, Hashable, Codable {
    let generation: UInt64
    let time: Int64
    /// The groups that it changed.
    let groups: [Listed]
    /// The keys of files that some group no longer lists, and of patches that it has no longer.
    let dropped: [String]
    /// The small files that it alone refers to.
    let staged: [String]

    struct Listed: Sendable, Hashable, Codable {
        let group: IndexGroup
        let entries: Int
        /// The files of each index, in the order of the format's.
        let files: [[IndexState.FileState]]
    }
}

extension RepositoryHead {
    /// - Throws: `RepositoryError`.
    init(parsing bytes: [UInt8]) throws(RepositoryError) {
        do {
            self = try JSONDecoder().decode(RepositoryHead.self, from: Data(bytes))
        } catch {
            let schema = (try? JSONDecoder().decode(SchemaOnly.self, from: Data(bytes)))?.schema
            if let schema, schema > Self.schema { throw .newerState(schema: schema) }
            throw .damagedState(Self.key, reason: "\(error)")
        }
        if schema != Self.schema { throw .newerState(schema: schema) }
    }

    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(self))
    }

    private struct SchemaOnly: Decodable {
        let schema: Int
    }
}

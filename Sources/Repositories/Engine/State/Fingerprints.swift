// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The fingerprints of a group's packages, in the order of its entries.
///
/// Eight bytes a package, in base64 in the state: fifty thousand packages take half a megabyte.
struct Fingerprints: Sendable, Hashable {
    private(set) var values: [UInt64]

    init(_ values: [UInt64] = []) {
        self.values = values
    }

    var count: Int { values.count }

    /// The places of the entries that have the fingerprint: none, one, or two that share it by chance.
    func places(of fingerprint: UInt64) -> [Int] {
        values.indices.filter { values[$0] == fingerprint }
    }

    func contains(_ fingerprint: UInt64) -> Bool { values.contains(fingerprint) }

    mutating func append(_ fingerprint: UInt64) { values.append(fingerprint) }

    /// Without the entries at `places`.
    func removing(_ places: Set<Int>) -> Fingerprints {
        guard !places.isEmpty else { return self }
        return Fingerprints(values.indices.filter { !places.contains($0) }.map { values[$0] })
    }
}

extension Fingerprints: Codable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let data = try container.decode(Data.self)
        guard data.count.isMultiple(of: 8) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a fingerprint is cut off")
        }
        let bytes = [UInt8](data)
        values = [UInt64](unsafeUninitializedCapacity: bytes.count / 8) { buffer, count in
            for index in 0..<bytes.count / 8 {
                var value: UInt64 = 0
                for offset in 0..<8 { value = value << 8 | UInt64(bytes[index * 8 + offset]) }
                buffer[index] = value
            }
            count = bytes.count / 8
        }
    }

    func encode(to encoder: any Encoder) throws {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(values.count * 8)
        for value in values {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: value >> shift))
            }
        }
        var container = encoder.singleValueContainer()
        try container.encode(Data(bytes))
    }
}

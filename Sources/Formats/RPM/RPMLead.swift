// SPDX-License-Identifier: Apache-2.0

/// The first 96 bytes of a package, which tell `file` and rpm what it is; all else is in the headers.
///
///     offset  size  field
///          0     4  0xED 0xAB 0xEE 0xDB
///          4     2  version: 3, 0
///          6     2  type: 0 binary, 1 source
///          8     2  architecture
///         10    66  name, version and release, with a zero byte behind
///         76     2  operating system: 1 Linux
///         78     2  signature: 5, a header
///         80    16  zero
struct RPMLead: Sendable, Hashable {
    static let size = 96
    static let magic: [UInt8] = [0xED, 0xAB, 0xEE, 0xDB]

    let isSource: Bool
    let architecture: UInt16
    let label: String

    /// A label that is too long is cut, which nothing minds.
    var bytes: [UInt8] {
        var out = ByteWriter(reservingCapacity: Self.size)
        out.append(Self.magic)
        out.append([3, 0])
        out.u16(isSource ? 1 : 0, .big)
        out.u16(architecture, .big)
        let label = Array(label.utf8.prefix(65))
        out.append(label)
        out.append(repeatElement(0, count: 66 - label.count))
        out.u16(1, .big)
        out.u16(5, .big)
        out.append(repeatElement(0, count: 16))
        return out.bytes
    }
}

extension RPMLead {
    init(parsing bytes: [UInt8]) throws(RPMReadError) {
        var reader = ByteReader(bytes)
        do {
            guard try reader.bytes(count: 4).elementsEqual(Self.magic) else { throw RPMReadError.notAPackage }
            let major = try reader.u8()
            guard major == 3 || major == 4 else { throw RPMReadError.unsupportedVersion(major) }
            _ = try reader.u8()
            let type = try reader.u16(.big)
            guard type <= 1 else { throw RPMReadError.malformed(field: "lead type", offset: 6) }
            isSource = type == 1
            architecture = try reader.u16(.big)
            label = String(decoding: try reader.bytes(count: 66).prefix { $0 != 0 }, as: UTF8.self)
            _ = try reader.u16(.big)
            guard try reader.u16(.big) == 5 else { throw RPMReadError.malformed(field: "lead signature", offset: 78) }
        } catch let error as RPMReadError {
            throw error
        } catch {
            throw .truncated(offset: UInt64(bytes.count))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Signatures within a `.deb`, as debsig-verify(1) reads them: the member `_gpgorigin`, behind all others, is a detached
/// signature over the contents of `debian-binary`, the control member and the data member, one after the other.
package enum DebSignature {
    /// The member's name; dpkg passes over members that begin with `_`.
    static let memberName = "_gpgorigin"

    /// What is signed, read from a package.
    ///
    /// - Throws: while it is read: `DebReadError`, `ArchiveReadError`, and what the source throws.
    package static func signedContent<Source: ByteSource>(of package: Source) -> SignedDebContent<Source> {
        SignedDebContent(package)
    }

    /// The signature within a package; nil where there is none.
    ///
    /// - Throws: `DebReadError` for a member that is too large to be one, `ArchiveReadError`, and what the source throws.
    package static func signature<Source: ByteSource>(of package: Source) throws -> [UInt8]? {
        var reader = ArReader(package)
        while let member = try reader.next() {
            guard member.name == memberName else { continue }
            guard member.size <= sizeLimit else { throw DebReadError.notAPackage }
            var bytes: [UInt8] = []
            while true {
                let piece = try reader.readContent(upTo: sizeLimit)
                if piece.isEmpty { return bytes }
                bytes += piece
            }
        }
        return nil
    }

    /// Far more than the packets of one signature take.
    private static let sizeLimit = 1 << 16

    /// Writes a package anew with a signature, or without any when there is none.
    ///
    /// - Throws: `DebReadError`, `ArchiveReadError`, and what the source and the sink throw.
    package static func rewrite<Source: ByteSource, Sink: ByteSink>(
        _ package: Source, to sink: inout Sink, signature: [UInt8]?
    ) throws {
        var reader = ArReader(package)
        var writer = ArWriter()
        var modified: Int64 = 0
        guard var member = try reader.next(), member.name == "debian-binary" else { throw DebReadError.notAPackage }
        while true {
            if !isSignature(member.name) {
                modified = member.modified
                var content = ArMemberSource(archive: reader)
                try writer.add(member, &content, into: &sink)
                reader = content.archive
            }
            guard let next = try reader.next() else { break }
            member = next
        }
        guard let signature else { return }
        try writer.add(
            ArMember(name: memberName, modified: modified, size: UInt64(signature.count)), signature, into: &sink)
    }

    /// Whether a member is a signature of any of the kinds that there are.
    static func isSignature(_ name: String) -> Bool { name.hasPrefix("_gpg") }
}

/// The contents of a package's members, signatures left out, as one stream.
package struct SignedDebContent<Source: ByteSource>: ByteSource {
    private var archive: ArReader<Source>
    private var isStarted = false

    init(_ source: Source) {
        archive = ArReader(source)
    }

    package mutating func read(upTo count: Int) throws -> [UInt8] {
        while true {
            if isStarted {
                let bytes = try archive.readContent(upTo: count)
                if !bytes.isEmpty { return bytes }
            }
            var member = try archive.next()
            if !isStarted, member?.name != "debian-binary" { throw DebReadError.notAPackage }
            isStarted = true
            while let found = member, found.name.hasPrefix("_") { member = try archive.next() }
            if member == nil { return [] }
        }
    }
}

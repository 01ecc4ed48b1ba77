// SPDX-License-Identifier: Apache-2.0
import Crypto
import Effects
import Formats

/// An `.rpm` read for the indexes: its header looked into, its whole file hashed and checked against its own digests.
struct YumPackage {
    /// The bytes of a header; what is larger would burden all who read the index.
    private static let headerLimit = 32 << 20

    let header: RPMHeaderView
    let signatures: RPMHeaderView
    let headerRange: Range<UInt64>
    let size: UInt64
    let sha256: DigestValue
    let name: ArraySlice<UInt8>
    let version: ArraySlice<UInt8>
    let release: ArraySlice<UInt8>
    let epoch: UInt64
    /// As the header says, but `src` for source packages.
    let architecture: ArraySlice<UInt8>
    /// Whether the package has an OpenPGP signature of any kind; it is not verified.
    let isSigned: Bool

    /// Reads the file once, in memory that its headers and not its payload decide.
    init(_ file: FileReader) throws {
        var source = HashedFile(file)
        let front = try RPMFront(&source)
        guard front.headerBytes.count <= Self.headerLimit else {
            throw YumError.headerTooLarge(bytes: front.headerBytes.count, limit: Self.headerLimit)
        }
        let header = try front.headerView()
        self.header = header
        signatures = try front.signatureView()
        headerRange = front.headerRange
        try Self.check(front, header, signatures, payload: source)
        sha256 = try source.finish()
        size = source.count
        isSigned = Self.signatureTags.contains(where: signatures.has)

        name = try Self.checked(try Self.required(.name, header), "name")
        version = try Self.checked(try Self.required(.version, header), "version")
        release = try Self.checked(try Self.required(.release, header), "release")
        epoch = try header.numbers(.epoch).first ?? 0
        guard epoch <= UInt64(UInt32.max) else { throw RPMReadError.unexpectedValue(.epoch) }
        let isSource = try header.numbers(.sourcePackage).first ?? 0 != 0
        architecture =
            isSource
            ? Array("src".utf8)[...] : try Self.checked(try Self.required(.architecture, header), "architecture")
    }

    private static func required(
        _ tag: RPMTag, _ header: RPMHeaderView
    ) throws(RPMReadError) -> ArraySlice<UInt8> {
        guard let text = try header.text(tag), !text.isEmpty else { throw .missingTag(tag) }
        return text
    }

    private static let signatureTags = [
        RPMTag.Signature.rsa, RPMTag.Signature.dsa, RPMTag.Signature.legacyRSA, RPMTag.Signature.legacyDSA,
        RPMTag.Signature.openPGP,
    ]

    var identity: PackageIdentity {
        let prefix = epoch == 0 ? "" : "\(epoch):"
        let text = { (bytes: ArraySlice<UInt8>) in String(decoding: bytes, as: UTF8.self) }
        return PackageIdentity(
            name: text(name), version: prefix + text(version) + "-" + text(release), architecture: text(architecture))
    }

    /// The file's place from the index's folder; bytes that are awkward in an address become `_`.
    static func path(fileName: String) -> String {
        let plain = fileName.utf8.map { byte in
            byte.isNameByte || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":") ? byte : UInt8(ascii: "_")
        }
        return "packages/" + String(decoding: plain, as: UTF8.self)
    }

    /// Compares header and payload with the digests that the package has of them.
    private static func check(
        _ front: RPMFront, _ header: RPMHeaderView, _ signatures: RPMHeaderView, payload: HashedFile
    ) throws {
        func compare(_ check: RPMCheck, _ promised: ArraySlice<UInt8>?, _ found: @autoclosure () -> String) throws {
            guard let promised else { return }
            guard promised.elementsEqual(found().utf8) else { throw RPMReadError.mismatch(check) }
        }
        let headerDigest = try signatures.text(RPMTag.Signature.sha256)
        try compare(.headerSHA256, headerDigest, SHA256.hash(data: front.headerBytes).hexadecimal)
        if headerDigest == nil {
            try compare(
                .headerSHA1, try signatures.text(RPMTag.Signature.sha1),
                Insecure.SHA1.hash(data: front.headerBytes).hexadecimal)
        }
        let algorithm = try header.numbers(.payloadDigestAlgorithm).first
        let payloadDigest = algorithm == nil || algorithm == 8 ? try header.text(.payloadDigest) : nil
        // Packages made before rpm 4.14 have nothing but an MD5 of it all.
        let packageDigest = payloadDigest == nil ? try signatures.binary(RPMTag.Signature.md5) : nil
        var sha256 = SHA256()
        var md5 = Insecure.MD5()
        if packageDigest != nil { md5.update(data: front.headerBytes) }
        while true {
            let piece = try payload.read(upTo: 1 << 18)
            if piece.isEmpty { break }
            if payloadDigest != nil { sha256.update(data: piece) }
            if packageDigest != nil { md5.update(data: piece) }
        }
        let promised =
            try signatures.numbers(RPMTag.Signature.longSize).first
            ?? signatures.numbers(RPMTag.Signature.size).first
        if let promised, promised != payload.count - front.headerRange.lowerBound {
            throw RPMReadError.mismatch(.packageSize)
        }
        try compare(.payloadSHA256, payloadDigest, sha256.finalize().hexadecimal)
        if let packageDigest, !packageDigest.elementsEqual(md5.finalize()) {
            throw RPMReadError.mismatch(.packageMD5)
        }
    }

    /// Names and versions stand in paths, in users' commands and in lock files.
    private static func checked(_ text: ArraySlice<UInt8>, _ field: String) throws(YumError) -> ArraySlice<UInt8> {
        let isFit = text.allSatisfy { $0.isNameByte || field == "name" && $0 == UInt8(ascii: "-") }
        let isHidden = text.first == UInt8(ascii: ".") || text.first == UInt8(ascii: "-")
        guard isFit, !isHidden, text.count <= 200 else {
            throw .unfitValue(field: field, value: String(decoding: text.prefix(200), as: UTF8.self))
        }
        return text
    }
}

extension UInt8 {
    /// Whether it may be in a version, and for itself in an address.
    fileprivate var isNameByte: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "^"):
            true
        default: false
        }
    }
}

extension Digest {
    /// The bytes as lower-case hexadecimal digits.
    fileprivate var hexadecimal: String { DigestValue(Array(self)).description }
}

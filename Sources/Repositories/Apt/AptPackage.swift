// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats

/// Reads a `.deb` for an index.
struct AptPackage {
    /// The bytes of a control file; what is larger is no description but an attack on all who read the index.
    private static let controlLimit = 1 << 20
    /// Contents may have this many bytes whatever the file has, and this many times the file's bytes in any case.
    private static let freeContents: UInt64 = 1 << 30
    private static let expansion: UInt64 = 250

    let control: ControlStanza
    let identity: PackageIdentity
    /// The name of the source package.
    let source: String
    let size: UInt64
    let sha256: DigestValue
    /// Its lines in `Contents`; nil where they were not asked for.
    let contents: [UInt8]?

    /// Reads the whole file once, in bounded memory: control fields, the digest, and the checks of its compression.
    ///
    /// - Parameter listing: Whether its files are listed.
    init(_ file: FileReader, listing: Bool = false) throws {
        let hashed = HashedFile(file)
        var reader = try DebReader(hashed)
        control = reader.control
        guard (reader.controlFiles["control"]?.count ?? 0) <= Self.controlLimit else {
            throw AptError.controlTooLarge(limit: Self.controlLimit)
        }
        let (multiple, overflow) = file.size.multipliedReportingOverflow(by: Self.expansion)
        let limit = max(Self.freeContents, overflow ? .max : multiple)
        var expanded: UInt64 = 0
        func expand(by count: UInt64) throws {
            expanded += min(count, limit + 1)
            if expanded > limit { throw AptError.expandsTooMuch(bytes: limit) }
        }
        var lines = ContentsEntry(package: control["Package"] ?? "", section: control["Section"])
        while listing, let entry = try reader.next() {
            try expand(by: entry.size)
            try expand(by: 512)
            try lines.add(entry)
        }
        contents = listing ? lines.entry : nil
        try reader.drainData { count in try expand(by: UInt64(count)) }
        sha256 = try hashed.finish()
        size = hashed.count
        identity = PackageIdentity(
            name: try Self.checked(control["Package"] ?? "", "Package"), version: control["Version"] ?? "",
            architecture: try Self.checked(control["Architecture"] ?? "", "Architecture"))
        do { _ = try DebianVersion(parsing: identity.version) } catch {
            throw AptError.invalidVersion(identity.version, reason: "\(error)")
        }
        // `hello-src (1.0)` names the version of a source that differs from the package's.
        let named = control["Source"].map { String($0.prefix { $0 != " " && $0 != "(" }) }
        source = try named.map { name throws(AptError) in try Self.checked(name, "Source") } ?? identity.name
    }

    /// Policy 5.6.1: letters, digits, `+`, `-` and `.`; capital letters and `_` are seen, too.
    private static func checked(_ value: String, _ field: String) throws(AptError) -> String {
        let isFit = value.utf8.allSatisfy { $0.isPlain && $0 != UInt8(ascii: "~") }
        let first = value.utf8.first.map { $0 != UInt8(ascii: ".") && $0 != UInt8(ascii: "-") } ?? false
        guard isFit, first, value.utf8.count <= 200 else { throw .unfitValue(field: field, value: value) }
        return value
    }

    /// The path of the file in the pool, as `Filename` says it; bytes that are awkward in an address become `_`.
    func poolPath(fileName: String) -> String {
        let letter = source.hasPrefix("lib") ? source.prefix(4) : source.prefix(1)
        let plain = fileName.utf8.map { $0.isPlain ? $0 : UInt8(ascii: "_") }
        return "pool/\(AptFormat.component)/\(letter)/\(source)/\(String(decoding: plain, as: UTF8.self))"
    }
}

extension UInt8 {
    /// Whether it stands for itself in addresses and in names of files.
    fileprivate var isPlain: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}

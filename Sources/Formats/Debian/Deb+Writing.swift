// SPDX-License-Identifier: Apache-2.0

extension Deb {
    /// Checks all that can be known before the contents are read.
    package func validate() throws(DebError) {
        let tree = try DebTree(contents.entries, modified: modified)
        try checkMembers(tree)
        _ = try control(installedSize: tree.installedSize)
    }

    /// Writes the package: `debian-binary`, the control member and the data member.
    ///
    /// The data member is compressed into `spool` first, since the control member holds the digests
    /// of its files; no file is read twice.
    /// - Throws: `DebError`, `ContentChanged`, `FieldOverflow` for more than 10 GB,
    ///   and what the contents, the sink and the spool throw.
    package func write<Sink: ByteSink, Spool: ByteSpool>(
        to sink: inout Sink, spool: inout Spool, jobs: Int
    ) async throws -> DebSummary {
        let tree = try DebTree(contents.entries, modified: modified)
        try checkMembers(tree)
        let control = try control(installedSize: tree.installedSize)
        let compressor = Compressor(compression, level: level, jobs: jobs, takesDigests: false)

        var data = try TarSource(tree.contents(of: contents), dialect: .gnu, prefix: "./", digests: [.md5])
        _ = try await compressor.compress(&data, into: &spool)

        let files = controlFiles(control, tree: tree, digests: data.digests)
        var controlTar = try TarSource(files, dialect: .gnu, prefix: "./")
        var controlMember = ArraySink()
        _ = try await compressor.compress(&controlTar, into: &controlMember)

        var out = CountingSink(sink)
        defer { sink = out.sink }
        var archive = ArWriter()
        let format = Array("2.0\n".utf8)
        try archive.add(member("debian-binary", size: UInt64(format.count)), format, into: &out)
        let suffix = compression.tarSuffix
        let controlBytes = controlMember.bytes
        try archive.add(member("control\(suffix)", size: UInt64(controlBytes.count)), controlBytes, into: &out)
        var body = AnySource(try spool.rewound())
        try archive.add(member("data\(suffix)", size: spool.count), &body, into: &out)
        return DebSummary(
            control: control, size: out.count, installedSize: tree.installedSize)
    }

    private func member(_ name: String, size: UInt64) -> ArMember {
        ArMember(name: name, modified: modified, size: size)
    }
}

extension Deb {
    /// The control fields, in the order of dpkg-gencontrol.
    private func control(installedSize: UInt64) throws(DebError) -> ControlStanza {
        guard Self.isPackageName(name) else { throw .invalidName(name) }
        if let source, !Self.isPackageName(source) { throw .invalidName(source) }
        guard Self.isMaintainer(maintainer) else { throw .invalidMaintainer(maintainer) }
        var fields: [(name: String, value: String?)] = [
            ("Package", name),
            ("Source", source),
            ("Version", version.description),
            ("Architecture", architecture.rawValue),
            ("Maintainer", maintainer),
            ("Installed-Size", String(installedSize)),
        ]
        for relation in Relation.allCases {
            guard let dependencies = relations[relation], !dependencies.isEmpty else { continue }
            fields.append((relation.rawValue, dependencies.map(\.description).joined(separator: ", ")))
        }
        fields += [
            ("Section", section),
            ("Priority", priority?.rawValue),
            ("Multi-Arch", multiArch?.rawValue),
            ("Homepage", homepage),
        ]
        var stanza = ControlStanza()
        do {
            for case (let name, let value?) in fields { try stanza.set(name, to: value) }
            for field in extraFields {
                let isOwn = stanza[field.name] != nil || Self.isOwnField(field.name)
                guard !isOwn else { throw DebError.reservedField(field.name) }
                try stanza.set(field.name, to: field.value)
            }
            guard !synopsis.utf8.allSatisfy(\.isControlSpace) else { throw DebError.emptyField("Description") }
            try stanza.set("Description", toLines: [synopsis] + details)
        } catch let error as ControlStanzaError {
            throw .invalidField(error)
        } catch let error as DebError {
            throw error
        } catch {
            throw .emptyField("control")
        }
        return stanza
    }

    private static func isOwnField(_ name: String) -> Bool {
        let own = ["Source", "Section", "Priority", "Multi-Arch", "Homepage", "Description"]
        return (own + Relation.allCases.map(\.rawValue)).contains { own in
            own.utf8.elementsEqual(name.utf8) { $0.loweredASCII == $1.loweredASCII }
        }
    }

    /// A name, a space and an address between `<` and `>`; Policy 5.6.2.
    private static func isMaintainer(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard let open = bytes.firstIndex(of: UInt8(ascii: "<")), open >= 2, bytes[open - 1] == 0x20,
            bytes.last == UInt8(ascii: ">")
        else { return false }
        let address = bytes[(open + 1)..<(bytes.count - 1)]
        return !address.isEmpty && address.allSatisfy { $0 > 0x20 && !"<>".utf8.contains($0) }
            && bytes.allSatisfy { $0 >= 0x20 }
    }

    private static let ownMembers: Set<String> = ["control", "md5sums", "conffiles", "triggers"]

    private func checkMembers(_ tree: DebTree) throws(DebError) {
        for script in Script.allCases {
            guard let text = scripts[script] else { continue }
            guard text.starts(with: "#!".utf8) else { throw .scriptWithoutInterpreter(script) }
        }
        for name in extraMembers.keys.sorted() {
            let bytes = name.utf8
            let isPlain = bytes.allSatisfy { $0.isASCIIAlphanumeric || "._+-".utf8.contains($0) }
            guard isPlain, let first = bytes.first, first.isASCIIAlphanumeric,
                !Self.ownMembers.contains(name), Script(rawValue: name) == nil
            else { throw .invalidMember(name) }
        }
        var seen: Set<String> = []
        for path in conffiles {
            guard path.utf8.first == UInt8(ascii: "/") else { throw .conffileNotAbsolute(path) }
            guard seen.insert(path).inserted else { throw .duplicateConffile(path) }
            guard tree.containsFile(String(path.dropFirst())) else { throw .conffileNotInContents(path) }
        }
    }

    /// The files of the control member.
    ///
    /// - Parameter digests: By the tree's indices. Conffiles have no line in `md5sums`: dpkg keeps their digests itself.
    private func controlFiles(
        _ control: ControlStanza, tree: DebTree, digests: [Int: FileDigests]
    ) -> MemoryContents {
        var files: [String: (mode: UInt32, bytes: [UInt8])] = [:]
        for (name, bytes) in extraMembers { files[name] = (0o644, bytes) }
        for (script, bytes) in scripts { files[script.rawValue] = (0o755, bytes) }
        files["control"] = (0o644, Array(control.description.utf8))
        let lines: (_ lines: [String]) -> [UInt8] = { $0.flatMap { Array($0.utf8) + [0x0A] } }
        if !conffiles.isEmpty { files["conffiles"] = (0o644, lines(conffiles)) }
        if !triggers.isEmpty { files["triggers"] = (0o644, lines(triggers.map(\.description))) }
        let configuration = Set(conffiles)
        let sums = tree.entries.indices.compactMap { index -> String? in
            let path = tree.entries[index].path
            guard let md5 = digests[index]?.md5, !configuration.contains("/" + path) else { return nil }
            return "\(md5)  \(path)"
        }
        if !sums.isEmpty { files["md5sums"] = (0o644, lines(sums)) }
        return MemoryContents(files, modified: modified)
    }
}

extension Compression {
    /// What the name of a `.deb`'s member ends with.
    fileprivate var tarSuffix: String {
        switch self {
        case .gzip: ".tar.gz"
        case .xz: ".tar.xz"
        case .zstd: ".tar.zst"
        case .none: ".tar"
        }
    }
}

/// Files in memory, sorted by name, below a root directory.
private struct MemoryContents: ArchiveContents {
    let entries: [ArchiveEntry]
    private let bytes: [[UInt8]]

    init(_ files: [String: (mode: UInt32, bytes: [UInt8])], modified: Int64) {
        var entries = [ArchiveEntry(path: ".", kind: .directory, mode: 0o755, modified: modified)]
        var bytes: [[UInt8]] = [[]]
        for (name, file) in files.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            let kind = ArchiveEntry.Kind.file(size: UInt64(file.bytes.count))
            entries.append(ArchiveEntry(path: name, kind: kind, mode: file.mode, modified: modified))
            bytes.append(file.bytes)
        }
        self.entries = entries
        self.bytes = bytes
    }

    func open(_ index: Int) -> any ByteSource { ArraySource(bytes[index]) }
}

/// A source of any type, where a function wants one of a known type.
private struct AnySource: ByteSource {
    private var base: any ByteSource

    init(_ base: any ByteSource) { self.base = base }

    mutating func read(upTo count: Int) throws -> [UInt8] { try base.read(upTo: count) }
}

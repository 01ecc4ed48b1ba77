// SPDX-License-Identifier: Apache-2.0

extension RPM {
    /// The main header but for what only the payload's writing tells.
    func header(of files: RPMFileTable, digests: [Int: FileDigests]) -> RPMHeader {
        var header = RPMHeader()
        header[.i18nTable] = .strings(["C"])
        header[.name] = .string(name)
        header[.version] = .string(version.version)
        header[.release] = .string(version.release ?? "")
        header[.epoch] = version.epoch.map { .int32([$0]) }
        header[.summary] = .localized([summary])
        header[.description] = .localized([description])
        header[.group] = .localized([group])
        header[.license] = .string(license)
        header[.url] = url.map { .string($0) }
        header[.vendor] = vendor.map { .string($0) }
        header[.packager] = packager.map { .string($0) }
        header[.buildTime] = .int32([UInt32(clamping: buildTime)])
        header[.buildHost] = .string(buildHost)
        header[.sourceRPM] = .string(sourceRPM ?? "\(name)-\(version.version)-\(version.release ?? "").src.rpm")
        header[.os] = .string("linux")
        header[.architecture] = .string(architecture.rawValue)
        header[.platform] = .string("\(architecture.rawValue)-linux-gnu")
        header[.encoding] = .string("utf-8")
        header[.rpmVersion] = .string("4.18.0")
        header[.payloadFormat] = .string("cpio")
        header[.payloadCompressor] = compression == .none ? nil : .string(compression.rawValue)
        addScripts(to: &header)
        addRelations(to: &header, largeFiles: files.needsLargeForm)
        if !changelog.isEmpty {
            header[.changelogTimes] = .int32(changelog.map { UInt32(clamping: $0.time) })
            header[.changelogAuthors] = .strings(changelog.map(\.author))
            header[.changelogTexts] = .strings(changelog.map(\.text))
        }
        files.add(to: &header, digests: digests)
        return header
    }

    private func addScripts(to header: inout RPMHeader) {
        for kind in ScriptKind.allCases {
            guard let script = scripts[kind], let program = script.interpreter.first else { continue }
            if !script.body.isEmpty { header[kind.tags.body] = .string(script.body) }
            header[kind.tags.program] =
                script.interpreter.count == 1 ? .string(program) : .strings(script.interpreter)
        }
    }

    private struct Row: Hashable {
        let name: String
        let version: String
        let flags: UInt32
    }

    private func addRelations(to header: inout RPMHeader, largeFiles: Bool) {
        for relation in Relation.allCases {
            var rows = (relations[relation] ?? []).map { dependency in
                Row(
                    name: dependency.name, version: dependency.version.map(\.description) ?? "",
                    flags: dependency.sense.rawValue)
            }
            if relation == .provides { rows += ownProvides }
            if relation == .requires { rows += ownRequires(largeFiles: largeFiles) }
            let sorted = Set(rows).sorted { left, right in
                if left.name != right.name { return left.name.utf8.lexicographicallyPrecedes(right.name.utf8) }
                if left.version != right.version {
                    return left.version.utf8.lexicographicallyPrecedes(right.version.utf8)
                }
                return left.flags < right.flags
            }
            guard !sorted.isEmpty else { continue }
            header[relation.tags.names] = .strings(sorted.map(\.name))
            header[relation.tags.versions] = .strings(sorted.map(\.version))
            header[relation.tags.flags] = .int32(sorted.map(\.flags))
        }
    }

    private var hasConfig: Bool { fileFlags.values.contains { $0.contains(.config) } }

    private var configRow: [Row] {
        let flags = RPMDependency.Sense([.config, .equal]).rawValue
        return hasConfig ? [Row(name: "config(\(name))", version: version.description, flags: flags)] : []
    }

    private var ownProvides: [Row] {
        let equal = RPMDependency.Sense.equal.rawValue
        let own = Row(name: name, version: version.description, flags: equal)
        let qualified = architecture.qualifier.map {
            Row(name: name + $0, version: version.description, flags: equal)
        }
        return [own] + (qualified.map { [$0] } ?? []) + configRow
    }

    private func ownRequires(largeFiles: Bool) -> [Row] {
        var features = [
            ("CompressedFileNames", "3.0.4-1"), ("FileDigests", "4.6.0-1"), ("PayloadFilesHavePrefix", "4.0-1"),
        ]
        if compression == .xz { features.append(("PayloadIsXz", "5.2-1")) }
        if compression == .zstd { features.append(("PayloadIsZstd", "5.4.18-1")) }
        if largeFiles { features.append(("LargeFiles", "4.12.0-1")) }
        if scripts.values.contains(where: { $0.interpreter.first == "<lua>" }) {
            features.append(("BuiltinLuaScripts", "4.2.2-1"))
        }
        let all = relations.values.flatMap { $0 }
        if all.contains(where: \.isRich) { features.append(("RichDependencies", "4.12.0-1")) }
        let versions = [version.description] + all.compactMap { $0.version?.description }
        if versions.contains(where: { $0.utf8.contains(UInt8(ascii: "~")) }) {
            features.append(("TildeInVersions", "4.10.0-1"))
        }
        if versions.contains(where: { $0.utf8.contains(UInt8(ascii: "^")) }) {
            features.append(("CaretInVersions", "4.15.0-1"))
        }
        let flags = RPMDependency.Sense([.rpmlib, .less, .equal]).rawValue
        var rows = features.map { Row(name: "rpmlib(\($0.0))", version: $0.1, flags: flags) } + configRow
        for kind in ScriptKind.allCases {
            guard let program = scripts[kind]?.interpreter.first, program != "<lua>" else { continue }
            rows.append(Row(name: program, version: "", flags: kind.sense.union(.interpreter).rawValue))
        }
        return rows
    }
}

extension RPM.ScriptKind {
    fileprivate var sense: RPMDependency.Sense {
        switch self {
        case .preInstall: .preInstall
        case .postInstall: .postInstall
        case .preUninstall: .preUninstall
        case .postUninstall: .postUninstall
        case .preTransaction: .preTransaction
        case .postTransaction: .postTransaction
        }
    }
}

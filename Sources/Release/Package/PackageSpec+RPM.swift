// SPDX-License-Identifier: Apache-2.0
import Formats
import Project

extension PackageSpec {
    /// The specification as an RPM package.
    func rpm(dependencies automatic: [RPMDependency]) throws -> RPM {
        guard let architecture = target.rpmArchitecture.flatMap(RPMArchitecture.init(rawValue:)) else {
            throw Diagnostic("there are no RPM packages for \(target)", exit: .needsChange)
        }
        let files = try installed(.rpm)
        var rpm = RPM(
            name: name[.rpm], version: try RPMVersion(version: version.rpmVersion, release: "\(release)"),
            architecture: architecture,
            summary: summary, description: summary, license: license ?? "Unknown", url: homepage, vendor: vendor,
            packager: maintainer, buildTime: date, contents: files.contents, fileFlags: files.flags,
            compression: compression[.rpm].compression, level: compression[.rpm].level(for: .rpm))
        // What is said for all formats is a section of Debian's.
        if let group = section.byFormat[.rpm] ?? nil { rpm.group = group }
        let relations: [(PackageRelation, RPM.Relation)] = [
            (.dependencies, .requires), (.recommends, .recommends), (.suggests, .suggests), (.conflicts, .conflicts),
            (.replaces, .obsoletes), (.provides, .provides),
        ]
        for (relation, tag) in relations {
            let stated = try self.relation(relation, for: .rpm).map { try RPMDependency(parsing: $0) }
            let all = (tag == .requires ? automatic : []) + stated
            if !all.isEmpty { rpm.relations[tag] = all }
        }
        // What the account is made by has to be there before it.
        if try units().account != nil {
            rpm.relations[.requires, default: []].append(
                try RPMDependency("(systemd or shadow-utils or shadow)", context: .preInstall))
        }
        for (kind, script) in try units().rpmScripts(merging: userScripts(.rpm)) {
            rpm.scripts[kind] = RPM.Script(interpreter: script.interpreter, body: script.body)
        }
        for (kind, script) in try transactionScripts() {
            rpm.scripts[kind] = RPM.Script(interpreter: script.interpreter, body: script.body)
        }
        let author = maintainer ?? "unknown <unknown@localhost>"
        rpm.changelog = changes.map { change in
            RPM.Change(
                time: change.date, author: "\(author) - \(version.rpmVersion)-\(release)",
                text: change.lines.map { "- \($0)" }.joined(separator: "\n"))
        }
        return rpm
    }

    /// The scripts that rpm runs around all others, to which nothing is added.
    private func transactionScripts() throws(MergedScriptError) -> [RPM.ScriptKind: MergedScript] {
        var merged: [RPM.ScriptKind: MergedScript] = [:]
        for (script, kind) in [(PackageScript.pretrans, RPM.ScriptKind.preTransaction), (.posttrans, .postTransaction)]
        {
            let own = scripts[.rpm][script].map { String(decoding: $0, as: UTF8.self) }
            merged[kind] = try MergedScript(own: own, before: [], after: [])
        }
        return merged
    }

    /// - Throws: `MergedScriptError` where a script can't be one of a package of the format.
    func checkScripts(_ format: PackageFormat) throws {
        switch format {
        case .deb: _ = try units().debianScripts(merging: userScripts(.deb))
        case .rpm:
            _ = try units().rpmScripts(merging: userScripts(.rpm))
            _ = try transactionScripts()
        }
    }

    /// The folders that are the package's alone, so that rpm removes them with it: those that are called like the
    /// package or one of its programs, and those in them. dpkg needs no such word.
    func ownFolders(of entries: [PackageEntry]) -> [PackageEntry] {
        var known = Set(entries.map(\.destination))
        let programs = known.filter { $0.hasPrefix("/usr/bin/") }.map { String($0.dropFirst("/usr/bin/".count)) }
        // A program may be called like a folder that all packages share.
        let shared: Set = [
            "usr", "bin", "sbin", "lib", "lib64", "libexec", "share", "doc", "man", "info", "licenses", "etc", "var",
            "opt",
            "srv", "log", "cache", "spool", "run", "systemd", "system", "completions", "locale", "icons",
        ]
        let names = Set(programs + [name[.rpm]]).subtracting(shared)
        var folders: [PackageEntry] = []
        for entry in entries {
            let parts = entry.destination.split(separator: "/").dropLast()
            guard let first = parts.firstIndex(where: { names.contains(String($0)) }) else { continue }
            for count in (first - parts.startIndex + 1)...parts.count {
                let place = "/" + parts.prefix(count).joined(separator: "/")
                guard known.insert(place).inserted, let folder = PackageEntry(place, .directory) else { continue }
                folders.append(folder)
            }
        }
        return folders
    }
}

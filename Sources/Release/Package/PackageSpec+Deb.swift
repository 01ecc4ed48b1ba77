// SPDX-License-Identifier: Apache-2.0
import Formats
import Effects
import Project
import SystemPackage

extension PackageSpec {
    /// The specification as a Debian package.
    func deb(dependencies automatic: [DebianDependency]) throws -> Deb {
        guard let architecture = target.debianArchitecture.flatMap(DebianArchitecture.init(rawValue:)) else {
            throw Diagnostic("there are no Debian packages for \(target)", exit: .needsChange)
        }
        let files = try installed(.deb)
        var deb = Deb(
            name: name[.deb], version: try DebianVersion(parsing: version.debianVersion), architecture: architecture,
            maintainer: maintainer ?? "unknown <unknown@localhost>", synopsis: summary,
            section: section[.deb] ?? "utils",
            priority: Deb.Priority(rawValue: priority.rawValue), homepage: homepage, contents: files.contents,
            compression: compression[.deb].compression, level: compression[.deb].level(for: .deb), modified: date)
        deb.details = ["This package contains the programs and files of \(name[.deb]) \(version)."]
        let fields: [(PackageRelation, Deb.Relation)] = [
            (.dependencies, .depends), (.recommends, .recommends), (.suggests, .suggests), (.conflicts, .conflicts),
            (.replaces, .replaces), (.provides, .provides),
        ]
        for (relation, field) in fields {
            let stated = try self.relation(relation, for: .deb).flatMap { try DebianDependency.list(parsing: $0) }
            let names = Set(stated.flatMap { $0.alternatives.map(\.name) })
            let found =
                field == .depends ? automatic.filter { names.isDisjoint(with: $0.alternatives.map(\.name)) } : []
            if !(found + stated).isEmpty { deb.relations[field] = found + stated }
        }
        deb.conffiles = files.configurations
        for (kind, script) in try units().debianScripts(merging: userScripts(.deb)) {
            deb.scripts[kind] = Array(script.file.utf8)
        }
        // The postinst makes the account with what one of them has.
        if try account() != nil {
            deb.relations[.depends, default: []] += try DebianDependency.list(
                parsing: "passwd | systemd | systemd-standalone-sysusers")
        }
        if let triggers { deb.triggers = try DebTrigger.list(parsing: String(decoding: triggers, as: UTF8.self)) }
        return deb
    }

    /// The files to be installed, the service's own among them.
    func installed(_ format: PackageFormat) throws -> InstalledFiles {
        let conflicts = conflicts(in: format)
        guard conflicts.isEmpty else {
            throw Diagnostic(
                message: "two things of the \(format.rawValue) package go to one place",
                causes: conflicts.map { "`\($0)`" },
                hints: ["give one of them another `destination`"], exit: .needsChange)
        }
        var files = InstalledFiles(modified: date)
        let entries = try entries(for: format) + serviceEntries(format)
        for entry in entries { try files.add(entry) }
        if format == .rpm { for folder in ownFolders(of: entries) { try files.add(folder) } }
        return files
    }

    func userScripts(_ format: PackageFormat) -> UserScripts {
        let own = scripts[format]
        func text(_ script: PackageScript) -> String? { own[script].map { String(decoding: $0, as: UTF8.self) } }
        return UserScripts(
            preinstall: text(.preinstall), postinstall: text(.postinstall), preremove: text(.preremove),
            postremove: text(.postremove))
    }

    /// What the package's scripts have to do for its service; nothing where there is none.
    func units() throws -> SystemdUnits {
        guard let service else { return try SystemdUnits(package: name[.deb], units: [], account: nil) }
        return try SystemdUnits(
            package: name[.deb], units: [service.unitName], account: try account(), owned: try owned(),
            isEnabled: service.isEnabled, isStarted: service.isStarted)
    }

    /// What the .deb installs for the account that it makes.
    private func owned() throws -> [OwnedPlace] {
        guard let account = try account() else { return [] }
        let names: Set = [account.user, account.group]
        return entries(for: .deb).compactMap { entry in
            if case .symlink = entry.kind { return nil }
            guard names.contains(entry.owner) || names.contains(entry.group) else { return nil }
            return OwnedPlace(path: entry.destination, owner: entry.owner, group: entry.group, mode: entry.mode)
        }
    }

    private func account() throws -> SystemAccount? {
        guard let service, let user = service.user, user != "root" else { return nil }
        if let described = try described() { return described.account }
        return SystemAccount(user: user, group: user, comment: summary, home: "/var/lib/\(service.plainName)")
    }

    private func described() throws -> SystemdService? {
        guard let service, case .described(let unit) = service.unit else { return nil }
        return try SystemdService(
            name: service.name, description: unit.summary, documentation: homepage.map { [$0] } ?? [],
            type: unit.type, command: unit.command, user: service.user, group: unit.group, restart: unit.restart,
            environment: Dictionary(unit.environment.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }),
            capabilities: unit.capabilities)
    }

    private func serviceEntries(_ format: PackageFormat) throws -> [PackageEntry] {
        guard let service else { return [] }
        // Debian's tools look below /lib where the two are not merged yet.
        let folder = format == .deb ? "/lib/systemd/system" : "/usr/lib/systemd/system"
        let source: PackageEntry.Source
        switch service.unit {
        case .file(let path): source = .path(path)
        case .described: source = .bytes(Array((try described()?.unitText ?? "").utf8))
        }
        var entries = [PackageEntry("\(folder)/\(service.unitName)", .file(source))]
        if let account = try account() {
            let snippet = try units().snippetName
            entries.append(
                PackageEntry("/usr/lib/sysusers.d/\(snippet)", .file(.bytes(Array(account.sysusersText.utf8)))))
            entries.append(
                PackageEntry("/usr/lib/tmpfiles.d/\(snippet)", .file(.bytes(Array(account.tmpfilesText.utf8)))))
        }
        return entries.compactMap(\.self)
    }
}

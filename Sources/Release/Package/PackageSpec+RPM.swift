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
            compression: Compression(rawValue: compression[.rpm].rawValue) ?? .gzip)
        let relations: [(PackageRelation, RPM.Relation)] = [
            (.dependencies, .requires), (.recommends, .recommends), (.suggests, .suggests), (.conflicts, .conflicts),
            (.replaces, .obsoletes), (.provides, .provides),
        ]
        for (relation, tag) in relations {
            let stated = try self.relation(relation, for: .rpm).map { try RPMDependency(parsing: $0) }
            let all = (tag == .requires ? automatic : []) + stated
            if !all.isEmpty { rpm.relations[tag] = all }
        }
        for (kind, script) in try units().rpmScripts(merging: userScripts(.rpm)) {
            rpm.scripts[kind] = RPM.Script(interpreter: script.interpreter, body: script.body)
        }
        for (script, kind) in [(PackageScript.pretrans, RPM.ScriptKind.preTransaction), (.posttrans, .postTransaction)]
        {
            guard let text = scripts[.rpm][script] else { continue }
            rpm.scripts[kind] = RPM.Script(body: String(decoding: text, as: UTF8.self))
        }
        let author = maintainer ?? "unknown <unknown@localhost>"
        rpm.changelog = changes.map { change in
            RPM.Change(
                time: change.date, author: "\(author) - \(version.rpmVersion)-\(release)",
                text: change.lines.map { "- \($0)" }.joined(separator: "\n"))
        }
        return rpm
    }
}

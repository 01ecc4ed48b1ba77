// SPDX-License-Identifier: Apache-2.0
package import Formats

/// What a built program needs of the machines that it is meant for.
///
/// It reads nothing: it judges what an image says. How bad a finding is, its caller decides.
package struct BinaryAudit: Sendable, Hashable {
    /// In a fixed order: what it is, what it needs, what it contains.
    package let findings: [AuditFinding]
    package let floor: Floor
    /// What a Debian package with the program depends on, by name; nothing where it is static.
    package let debDependencies: [DebianDependency]
    /// What an RPM package with the program requires, in the order that rpm finds it; nothing where it is static.
    package let rpmDependencies: [RPMDependency]

    /// The oldest system that a program runs on.
    package enum Floor: Sendable, Hashable {
        /// It needs nothing of the system but its kernel.
        case any
        case linux(LinuxFloor)
        case macOS(DottedVersion)
        /// It doesn't say.
        case unknown
    }

    /// Judges `image` for `target`; `strayPaths` are what ``AuditPolicy/pathScan(buildFolders:)`` found in it.
    package init(
        image: Executable, target: AuditTarget, policy: AuditPolicy = AuditPolicy(),
        strayPaths: PathScan.Result? = nil
    ) {
        var findings = Self.targetFindings(image.format, target: target)
        switch image {
        case .elf(let elf):
            let needs = ELFNeeds(elf, policy: policy)
            findings += needs.findings
            floor = needs.floor
            debDependencies = needs.debian.dependencies
            rpmDependencies = needs.rpm.dependencies
        case .machO(let image):
            let needs = MachONeeds([image], policy: policy)
            findings += needs.findings
            floor = needs.floor
            debDependencies = []
            rpmDependencies = []
        case .universal(let file):
            let needs = MachONeeds(file.slices.map(\.image), policy: policy)
            findings += needs.findings
            floor = needs.floor
            debDependencies = []
            rpmDependencies = []
        case .pe(let image):
            findings += WindowsLibrary.findings(image, policy: policy)
            floor = .unknown
            debDependencies = []
            rpmDependencies = []
        }
        findings += Self.pathFindings(strayPaths, policy: policy)
        self.findings = findings
    }

    private static func targetFindings(_ format: ExecutableFormat, target: AuditTarget) -> [AuditFinding] {
        let actual = AuditTarget(format.operatingSystem, Set(format.architectures))
        let missing = target.architectures.filter { wanted in
            !format.architectures.contains { AuditTarget(target.operatingSystem, [wanted]).runs($0) }
        }
        let hasWrongSystem = format.operatingSystem != target.operatingSystem && format.operatingSystem != .unknown
        guard hasWrongSystem || !missing.isEmpty || !format.architectures.allSatisfy(target.runs) else { return [] }
        return [
            AuditFinding(
                .wrongTarget, "it is a program for \(actual), not for \(target)",
                hint: "look at what the build command was told to build for")
        ]
    }

    private static func pathFindings(_ found: PathScan.Result?, policy: AuditPolicy) -> [AuditFinding] {
        let paths = (found?.paths ?? []).filter { path in !policy.toolchainPaths.contains { path.hasPrefix($0) } }
        guard let first = paths.first else { return [] }
        let others = paths.count > 1 ? " and \(paths.count - 1) more" : ""
        return [
            AuditFinding(
                .strayPaths(paths), "it contains a path of the machine that built it: `\(first)`\(others)",
                hint: "Swift: use `#fileID` instead of `#filePath`; Go: build with `-trimpath`; "
                    + "C: pass `-ffile-prefix-map`")
        ]
    }
}

extension BinaryAudit {
    /// What a Debian package with all these programs depends on: each package once, in its newest version.
    package static func debDependencies(of audits: [BinaryAudit]) -> [DebianDependency] {
        var newest: [String: DebianDependency] = [:]
        for dependency in audits.flatMap(\.debDependencies) {
            guard let alternative = dependency.alternatives.first else { continue }
            guard let known = newest[alternative.name]?.alternatives.first else {
                newest[alternative.name] = dependency
                continue
            }
            guard let version = alternative.version else { continue }
            if known.version.map({ $0 < version }) ?? true { newest[alternative.name] = dependency }
        }
        return newest.sorted { $0.key < $1.key }.map(\.value)
    }

    /// What an RPM package with all these programs requires, each capability once.
    package static func rpmDependencies(of audits: [BinaryAudit]) -> [RPMDependency] {
        var seen: Set<RPMDependency> = []
        return audits.flatMap(\.rpmDependencies).filter { seen.insert($0).inserted }
    }
}

extension BinaryAudit.Floor: CustomStringConvertible {
    package var description: String {
        switch self {
        case .any: "runs on any Linux"
        case .linux(let floor): floor.description
        case .macOS(let version): "runs on macOS \(version) and later"
        case .unknown: "doesn't say which systems it runs on"
        }
    }
}

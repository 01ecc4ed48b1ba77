// SPDX-License-Identifier: Apache-2.0
import Formats

/// The Debian packages that have the libraries of a program, as `dpkg-shlibdeps` finds them.
struct DebianNeeds {
    private(set) var dependencies: [DebianDependency] = []
    private(set) var findings: [AuditFinding] = []

    /// Those of a program that needs no libraries.
    init() {}

    init(_ image: ELFImage, policy: AuditPolicy) {
        var newest: [String: (version: DottedVersion, epoch: String)?] = [:]
        for soname in image.dynamic.needed where soname != "linux-vdso.so.1" {
            guard let package = LinuxLibrary.debianPackage(of: soname) else {
                // What isn't allowed is a finding of its own already.
                if policy.allowedLibraries.contains(soname) { findings.append(Self.unknown(soname)) }
                continue
            }
            let known = newest[package.name] ?? nil
            let versions = image.dynamic.versionRequirements.filter { $0.library == soname }.flatMap(\.versions)
            let needed = versions.filter { !$0.isWeak }.compactMap { Self.release($0.name, of: package) }
            let version = (needed + (known.map { [$0.version] } ?? [])).max()
            newest.updateValue(version.map { ($0, package.epoch ?? "") }, forKey: package.name)
        }
        for (name, minimum) in newest.sorted(by: { $0.key < $1.key }) {
            let text = minimum.map { "\(name) (>= \($0.epoch)\($0.version))" } ?? name
            do { dependencies.append(try DebianDependency(parsing: text)) } catch {
                findings.append(Self.unknown(name))
            }
        }
    }

    /// The release of `package` that first had the symbol version `name`; nil where any will do.
    private static func release(_ name: String, of package: LinuxLibrary.DebianPackage) -> DottedVersion? {
        switch package.name {
        case "libc6": return ELFVersionFloor.Family.glibc.version(in: name)
        case "libgcc-s1", "libstdc++6": return GCCRelease.first(with: name)
        default:
            guard let prefix = package.symbolPrefix, name.hasPrefix(prefix) else { return nil }
            return DottedVersion(parsing: name.dropFirst(prefix.count))
        }
    }

    private static func unknown(_ soname: String) -> AuditFinding {
        AuditFinding(
            .unknownDebianPackage(soname), "no Debian package is known that has `\(soname)`",
            hint: "name the package in `packages.dependencies.deb`")
    }
}

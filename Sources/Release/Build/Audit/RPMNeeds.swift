// SPDX-License-Identifier: Apache-2.0
import Formats

/// The capabilities that rpm finds a program to need, by the rules of its `elfdeps`.
struct RPMNeeds {
    /// The symbol versions in the file's order, then the libraries, then the hash table's kind.
    private(set) var dependencies: [RPMDependency] = []
    private(set) var findings: [AuditFinding] = []

    /// Those of a program that needs no libraries.
    init() {}

    init(_ image: ELFImage) {
        let mark = image.header.is64Bit ? "(64bit)" : ""
        var names: [String] = []
        for requirement in image.dynamic.versionRequirements where Self.isLibrary(requirement.library) {
            names += requirement.versions.map { "\(requirement.library)(\($0.name))\(mark)" }
        }
        for soname in image.dynamic.needed where Self.isLibrary(soname) {
            names.append(mark.isEmpty ? soname : "\(soname)()\(mark)")
        }
        if image.dynamic.hasGNUHash, !image.dynamic.hasSystemVHash { names.append("rtld(GNU_HASH)") }
        var seen: Set<String> = []
        for name in names where seen.insert(name).inserted {
            do { dependencies.append(try RPMDependency(name, context: .automatic)) } catch {
                findings.append(
                    AuditFinding(.library(name), "it needs `\(name)`, which no RPM package can require: \(error)"))
            }
        }
    }

    /// rpm passes over names that no library has.
    private static func isLibrary(_ soname: String) -> Bool {
        soname.contains(".so") && ["lib", "ld.", "ld-", "ld64."].contains { soname.hasPrefix($0) }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Formats

/// The capabilities that rpm finds a program to need, by the rules of its `elfdeps`.
enum RPMNeeds {
    /// The symbol versions in the file's order, then the libraries, then the hash table's kind.
    static func dependencies(_ image: ELFImage) -> [RPMDependency] {
        let mark = image.header.is64Bit ? "(64bit)" : ""
        var names: [String] = []
        for requirement in image.dynamic.versionRequirements where isLibrary(requirement.library) {
            names += requirement.versions.map { "\(requirement.library)(\($0.name))\(mark)" }
        }
        for soname in image.dynamic.needed where isLibrary(soname) {
            names.append(mark.isEmpty ? soname : "\(soname)()\(mark)")
        }
        if image.dynamic.hasGNUHash, !image.dynamic.hasSystemVHash { names.append("rtld(GNU_HASH)") }
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }.compactMap { name in
            // A soname that rpm can't write as a capability is none that a package provides.
            try? RPMDependency(name, context: .automatic)
        }
    }

    /// rpm passes over names that no library has.
    private static func isLibrary(_ soname: String) -> Bool {
        soname.contains(".so") && ["lib", "ld.", "ld-", "ld64."].contains { soname.hasPrefix($0) }
    }
}

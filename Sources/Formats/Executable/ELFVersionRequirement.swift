// SPDX-License-Identifier: Apache-2.0

/// The symbol versions that an ELF file needs of one library (`.gnu.version_r`; LSB Core, "Symbol Versioning").
package struct ELFVersionRequirement: Sendable, Hashable {
    /// The library's soname.
    package let library: String
    /// In the file's order.
    package let versions: [Version]

    /// One version, and what made the linker ask for it.
    package struct Version: Sendable, Hashable {
        /// Such as `GLIBC_2.34`.
        package let name: String
        /// Whether the loader only warns where the library lacks it.
        package let isWeak: Bool
        /// The imported symbols of this version, sorted.
        package let symbols: [String]
    }
}

/// The newest version of one family of symbol versions that an ELF file needs: it runs on no older library.
package struct ELFVersionFloor: Sendable, Hashable {
    /// The soname of the library that must have it.
    package let library: String
    /// As the file names it, such as `GLIBC_2.34`.
    package let name: String
    /// Its number, such as 2.34.
    package let version: DottedVersion
    /// The symbols that set the floor, sorted.
    package let symbols: [String]

    /// The families whose versions grow with their library's releases.
    package enum Family: String, Sendable, Hashable, CaseIterable {
        case glibc = "GLIBC"
        case glibcxx = "GLIBCXX"
        case cxxabi = "CXXABI"
        case gcc = "GCC"

        /// The number in `name`, where it is a version of this family; `GLIBC_PRIVATE` has none.
        ///
        /// `GLIBC_ABI_DT_RELR` stands for 2.36, the first release that can load compact relocations.
        package func version(in name: String) -> DottedVersion? {
            if self == .glibc, name == "GLIBC_ABI_DT_RELR" { return DottedVersion([2, 36]) }
            let prefix = rawValue + "_"
            guard name.hasPrefix(prefix) else { return nil }
            return DottedVersion(parsing: name.dropFirst(prefix.count))
        }
    }
}

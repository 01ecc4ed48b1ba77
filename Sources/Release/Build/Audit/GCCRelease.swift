// SPDX-License-Identifier: Apache-2.0
package import Formats

/// Which release of Debian's gcc libraries first has a version of their symbols.
///
/// The releases are those of the symbols files in Debian's `libstdc++6` and `libgcc-s1`, by which `dpkg-shlibdeps`
/// finds its dependencies; a few are later than the symbol version itself, since a symbol changed under that name.
package enum GCCRelease {
    /// Nil for a version that is newer than this table.
    package static func first(with symbolVersion: String) -> DottedVersion? {
        if let release = libstdcxx[symbolVersion] { return DottedVersion(release) }
        if let number = ELFVersionFloor.Family.glibcxx.version(in: symbolVersion) {
            return number <= DottedVersion([3, 4, 8]) ? DottedVersion([4, 1, 1]) : nil
        }
        guard let number = ELFVersionFloor.Family.gcc.version(in: symbolVersion) else { return nil }
        return libgcc(number.numbers)
    }

    /// `GCC_3.3.1` is 3.3.1, `GCC_4.2.0` is 4.2 and `GCC_7.0.0` is 7.
    private static func libgcc(_ numbers: [UInt32]) -> DottedVersion {
        var release = numbers
        if release.count == 3, release[2] == 0 { release.removeLast() }
        if release.count == 2, release[0] >= 5, release[1] == 0 { release.removeLast() }
        return DottedVersion(release)
    }

    private static let libstdcxx: [String: [UInt32]] = [
        "GLIBCXX_3.4.9": [4, 2, 1], "GLIBCXX_3.4.10": [4, 3], "GLIBCXX_3.4.11": [4, 4], "GLIBCXX_3.4.12": [4, 4],
        "GLIBCXX_3.4.13": [4, 4, 2], "GLIBCXX_3.4.14": [4, 5], "GLIBCXX_3.4.15": [4, 6], "GLIBCXX_3.4.16": [4, 6],
        "GLIBCXX_3.4.17": [4, 7], "GLIBCXX_3.4.18": [4, 8], "GLIBCXX_3.4.19": [4, 8], "GLIBCXX_3.4.20": [4, 9],
        "GLIBCXX_3.4.21": [5, 2], "GLIBCXX_3.4.22": [6], "GLIBCXX_3.4.23": [10, 2], "GLIBCXX_3.4.24": [7],
        "GLIBCXX_3.4.25": [8], "GLIBCXX_3.4.26": [9], "GLIBCXX_3.4.27": [9, 1], "GLIBCXX_3.4.28": [10, 2],
        "GLIBCXX_3.4.29": [11], "GLIBCXX_3.4.30": [12], "GLIBCXX_3.4.31": [13, 1], "GLIBCXX_3.4.32": [13, 2],
        "GLIBCXX_3.4.33": [14], "GLIBCXX_3.4.34": [15],
        "CXXABI_1.3": [4, 1, 1], "CXXABI_1.3.1": [4, 1, 1], "CXXABI_1.3.2": [4, 3], "CXXABI_1.3.3": [4, 3],
        "CXXABI_1.3.4": [4, 3], "CXXABI_1.3.5": [4, 3], "CXXABI_1.3.6": [4, 3], "CXXABI_1.3.7": [4, 3],
        "CXXABI_1.3.8": [4, 3], "CXXABI_1.3.9": [5], "CXXABI_1.3.10": [6], "CXXABI_1.3.11": [10, 2],
        "CXXABI_1.3.12": [9], "CXXABI_1.3.13": [11], "CXXABI_1.3.14": [13], "CXXABI_1.3.15": [14],
        "CXXABI_1.3.16": [15], "CXXABI_FLOAT128": [5], "CXXABI_TM_1": [4, 7],
    ]
}

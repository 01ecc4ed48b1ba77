// SPDX-License-Identifier: Apache-2.0

/// Something in a version that dpkg or rpm orders in another way than Semantic Versioning.
package enum OrderWarning: Sendable, Hashable {
    /// `rc10`: SemVer compares it as text and puts it before `rc9`; dpkg and rpm compare the number.
    case mixed(String)
    /// `rc-1`, which has to be written `rc.1` in a package's version.
    case hyphen(String)
    /// `1`: SemVer puts numbers before words, rpm puts them after.
    case startsWithNumber(String)
    /// `alpha.beta`: SemVer puts it after `alpha.1`, rpm before.
    case laterWord(String)
    /// `+5`, which SemVer ignores and dpkg and rpm do not.
    case build(String)
}

extension OrderWarning: CustomStringConvertible {
    package var description: String {
        switch self {
        case .mixed(let identifier):
            "dpkg and rpm order the number in `\(identifier)` by value (rc9 before rc10), SemVer as text (rc10 before rc9)"
        case .hyphen(let identifier):
            "`\(identifier)` becomes `\(identifier.replacing("-", with: "."))` in a package's version, "
                + "and is ordered as that"
        case .startsWithNumber(let prerelease):
            "rpm orders a prerelease that starts with a number, `\(prerelease)`, after those that start with a word; "
                + "SemVer orders it before"
        case .laterWord(let prerelease):
            "rpm orders words after the first one in `\(prerelease)` before numbers (alpha.beta before alpha.1); "
                + "SemVer orders them after"
        case .build(let build):
            "dpkg and rpm take a version with the build metadata `\(build)` for newer than the one without; SemVer for equal"
        }
    }

    /// What to write instead.
    package var hint: String {
        switch self {
        case .build: "leave out the build metadata"
        default: "name prereleases as in `rc.1`: one word, a dot and a number"
        }
    }
}

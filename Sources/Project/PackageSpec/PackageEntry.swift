// SPDX-License-Identifier: Apache-2.0

package import SystemPackage

/// One name that a package puts into the system.
package struct PackageEntry: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case file(Source)
        case directory
        /// To a path as it stands in the link.
        case symlink(to: String)
        /// rpm: a file that is owned and not packaged.
        case ghost
    }

    /// Where a file's bytes come from.
    package enum Source: Sendable, Hashable {
        case path(FilePath)
        case bytes([UInt8])
    }

    /// What a package manager does with a file beyond installing it.
    package enum Role: Sendable, Hashable {
        case plain
        /// A user's changes are kept. `isReplaced` is rpm's way without `noreplace`: the new file takes the place of a
        /// changed one, which is saved beside it.
        case configuration(isReplaced: Bool)
        case documentation
        case license
    }

    /// Absolute, without `.`, `..`, `//` and a slash at its end.
    package let destination: String
    package var kind: Kind
    package var role: Role
    package var mode: FileMode
    package var owner: String
    package var group: String
    package var formats: Set<PackageFormat>

    /// - Returns: Nil for a destination that is not absolute or not in its shortest form, or has a control character.
    package init?(
        _ destination: String, _ kind: Kind, role: Role = .plain, mode: FileMode? = nil, owner: String = "root",
        group: String = "root", formats: Set<PackageFormat> = Set(PackageFormat.allCases)
    ) {
        guard Self.isSafe(destination) else { return nil }
        self.destination = destination
        self.kind = kind
        self.role = role
        self.mode = mode ?? (kind == .directory ? .executable : .file)
        self.owner = owner
        self.group = group
        self.formats = formats
    }

    private static func isSafe(_ path: String) -> Bool {
        guard path.hasPrefix("/"), path != "/", !path.unicodeScalars.contains(where: isControl) else { return false }
        return path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
            .allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects

/// Packages that were read and wait to be added; they and their entries lie in files, not in memory.
package struct PackageBatch: Sendable {
    /// The packages of one format.
    struct Part: Sendable {
        /// In the order in which the files were given.
        let items: PackageItems
        /// The architectures that they were made for.
        let architectures: Set<String>
        /// The indexes that the packages have entries for, and the files of those, one of each.
        let indexes: [String]
        /// The layout that the entries are for.
        let layout: String
        let spools: [FileReader]
    }

    let parts: [PackageFormat: Part]
    /// To how many percent of their users they are offered; nil is all.
    let phase: Int?

    package var count: Int { parts.values.reduce(0) { $0 + $1.items.count } }

    /// Goes through the packages of one format after the other.
    func forEach(_ body: (PackageItem) throws -> Void) throws {
        for (_, part) in parts.sorted(by: { $0.key < $1.key }) {
            var items = part.items.reader
            while let item = try items.next() { try body(item) }
        }
    }
}

/// All that was refused of the files to add; none of them was added.
package struct RefusedPackages: Error, Sendable, Hashable {
    package let reasons: [RepositoryError]
}

extension RefusedPackages: CustomStringConvertible {
    package var description: String { reasons.map(\.description).joined(separator: "\n") }
}

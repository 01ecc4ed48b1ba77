// SPDX-License-Identifier: Apache-2.0
package import Formats

/// What an audit lets pass.
package struct AuditPolicy: Sendable, Hashable {
    /// The names of libraries that the project needs on purpose, such as `libfoo.so.1`.
    package var allowedLibraries: Set<String>
    /// The newest glibc that a program may need; nil where any will do.
    package var newestGlibc: DottedVersion?
    /// The newest macOS that a program may need; nil where any will do.
    package var newestMacOS: DottedVersion?
    /// The starts of paths that every program of a toolchain contains and that no one can remove.
    package var toolchainPaths: [String]

    /// The folders in which the Swift project builds its own libraries.
    package static let swiftToolchainPaths = ["/home/build-user/", "/Users/ec2-user/"]

    package init(
        allowedLibraries: Set<String> = [], newestGlibc: DottedVersion? = nil, newestMacOS: DottedVersion? = nil,
        toolchainPaths: [String] = AuditPolicy.swiftToolchainPaths
    ) {
        self.allowedLibraries = allowedLibraries
        self.newestGlibc = newestGlibc
        self.newestMacOS = newestMacOS
        self.toolchainPaths = toolchainPaths
    }

    /// The search that finds stray paths: of people's own folders, and of `buildFolders` wherever they appear.
    package static func pathScan(buildFolders: [String]) -> PathScan {
        let homes = ["/home/", "/root/", "/Users/"].map { PathScan.Prefix($0) }
        return PathScan(buildFolders.map { PathScan.Prefix($0, anywhere: true) } + homes)
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Release
import Repositories
import SystemPackage
import TestSupport

/// The repositories as their readers see them.
extension ChannelWorld {
    /// The versions that a repository, `apt` or `yum`, offers on `stable`.
    func repository(_ format: String) throws -> [String] {
        let reader = RepositoryReader { try stored("srv/\($0)") }
        return format == "apt" ? try reader.aptVersions() : try reader.yumVersions()
    }

    /// What Fledge's own check finds wrong with the repositories.
    func repositoryProblems() async throws -> [String] {
        try await RepositoryAccess(storage("srv"), on: machine).check().problems
    }

    /// The packages' files in the store, whoever lists them.
    func storedPackages() throws -> [String] {
        if let store { return store.objects.keys.filter { $0.hasSuffix(".deb") || $0.hasSuffix(".rpm") }.sorted() }
        return try files.walk(folder.appending("srv")).map(\.relativePath.string)
            .filter { $0.hasSuffix(".deb") || $0.hasSuffix(".rpm") }.sorted()
    }
}

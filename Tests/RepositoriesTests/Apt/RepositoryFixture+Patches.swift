// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import SystemPackage

/// Repositories that have patches.
extension RepositoryFixture {
    /// The engine of a signed repository with so many patches of each `Packages`; nil is as it has them.
    func patching(
        _ patches: Int? = nil, contents: Bool? = nil, url: String? = nil,
        storage: (any RepositoryStorage)? = nil, clock: any ReleaseClock = SystemClock()
    ) throws -> RepositoryEngine {
        RepositoryEngine(
            storage ?? self.storage, formats: [AptFormat(contents: contents, patches: patches)],
            settings: try signed(RepositorySettings(url: url)), files: files, clock: clock, jobs: 2)
    }

    /// Packages whose index is so large that a patch is small beside it, each with so many digests in a field.
    func many(
        _ count: Int = 40, digests: Int = 32, named name: String = "base"
    ) async throws -> [FilePath] {
        var paths: [FilePath] = []
        for number in 0..<count {
            let noise = (0..<digests).map { PlainAptReader.digest(Array("\(name) \(number) \($0)".utf8)) }
            let field = ControlStanza.Field("X-Noise", noise.joined(separator: " "))
            paths.append(try await deb("\(name)\(number)", lines: 3, fields: [field]))
        }
        return paths
    }
}

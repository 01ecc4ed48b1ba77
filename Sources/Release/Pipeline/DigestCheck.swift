// SPDX-License-Identifier: Apache-2.0
import Project

/// Finds out whether the files of a finished `dist/` are what its manifest says, each once, whoever asks first.
///
/// It takes as long as reading them all does, so that a release is staged meanwhile: what sends a file waits until that
/// one is confirmed, unless the receiver tells the digest of what it got; and nothing is committed before all are.
actor DigestCheck {
    private let artifacts: [Artifact]
    private let dist: DistFolder
    private var known: [String: Task<Bool, any Error>] = [:]

    init(_ artifacts: [Artifact], in dist: DistFolder) {
        self.artifacts = artifacts
        self.dist = dist
    }

    /// Throws for a file that is not what the manifest says; one that it does not name is nobody's.
    func confirm(_ path: String) async throws {
        guard let artifact = artifacts.first(where: { $0.path == path }) else { return }
        guard try await holds(artifact) else { throw Self.problem(artifact) }
    }

    /// Notes that a file was found to be what the manifest says, by who read it to send it.
    func note(confirmed path: String) {
        if known[path] == nil { known[path] = Task { true } }
    }

    /// Throws for all files that are not what the manifest says.
    nonisolated func confirmAll() async throws {
        let results = try await inOrder(artifacts, atMost: 2) { try await self.holds($0) }
        let wrong = zip(artifacts, results).filter { !$0.1 }.map { Self.problem($0.0) }
        guard wrong.isEmpty else { throw Diagnostics(wrong) }
    }

    private func holds(_ artifact: Artifact) async throws -> Bool {
        if let task = known[artifact.path] { return try await task.value }
        let dist = dist
        let task = Task { @concurrent in try dist.holds(artifact) }
        known[artifact.path] = task
        return try await task.value
    }

    static func problem(_ artifact: Artifact) -> Diagnostic {
        Diagnostic(
            "`dist/\(artifact.path)` is not what `dist/manifest.json` says",
            hint: "run `fledge release --clean` to make it again", exit: .needsChange)
    }
}

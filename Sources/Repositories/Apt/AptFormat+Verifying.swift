// SPDX-License-Identifier: Apache-2.0
import Signing

extension AptFormat {
    package func verify(_ publication: PublicationVerification) -> PublicationVerification.Outcome {
        var outcome = PublicationVerification.Outcome()
        func file(_ name: String) -> TextObject? { publication.pointers.first { $0.key.hasSuffix("/\(name)") } }
        var releases: [(key: String, text: String)] = file("Release").map { [($0.key, $0.text)] } ?? []
        if publication.isSigned {
            guard let keyRing = publication.keyRing else {
                outcome.problems.append("no key is known to verify the track `\(publication.track)` with")
                return outcome
            }
            if let inRelease = file("InRelease") {
                do {
                    let verified = try keyRing.verify(
                        clearSigned: Array(inRelease.text.utf8), at: publication.time)
                    releases.append((inRelease.key, String(decoding: verified.text, as: UTF8.self)))
                    outcome.signatures += 1
                } catch {
                    outcome.problems.append("`\(inRelease.key)`: \(error)")
                }
            } else {
                outcome.problems.append("the track `\(publication.track)` has no InRelease")
            }
            if let release = file("Release"), let signature = file("Release.gpg") {
                do {
                    try keyRing.verify(
                        Array(signature.text.utf8), of: Array(release.text.utf8), at: publication.time)
                    outcome.signatures += 1
                } catch {
                    outcome.problems.append("`\(signature.key)`: \(error)")
                }
            }
        }
        for release in releases {
            for line in missing(from: release.text, publication.groups) {
                outcome.problems.append("`\(release.key)` does not name `\(line)`")
            }
        }
        return outcome
    }

    /// The lines for index files that a `Release` lacks.
    private func missing(from release: String, _ groups: [PublishedGroup]) -> [String] {
        let lines = Set(release.split(separator: "\n").map(String.init))
        return AptRelease.fileLines(groups, layout).filter { !lines.contains($0) }
    }
}

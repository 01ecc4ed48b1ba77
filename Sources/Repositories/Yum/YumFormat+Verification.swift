// SPDX-License-Identifier: Apache-2.0
import Signing

extension YumFormat {
    package func verify(_ publication: PublicationVerification) -> PublicationVerification.Outcome {
        var outcome = PublicationVerification.Outcome()
        guard !publication.isSigned || publication.keyRing != nil else {
            outcome.problems.append("no key is known to verify the track `\(publication.track)` with")
            return outcome
        }
        for published in publication.groups {
            verify(published, publication, &outcome)
        }
        return outcome
    }

    private func verify(
        _ published: PublishedGroup, _ publication: PublicationVerification,
        _ outcome: inout PublicationVerification.Outcome
    ) {
        let folder = folder(of: published.group)
        func file(_ name: String) -> TextObject? { publication.pointers.first { $0.key == folder + name } }
        guard let metadata = file("repodata/repomd.xml") else {
            outcome.problems.append("\(published.group) has no repomd.xml")
            return
        }
        for (href, digest) in indexFiles(of: published) where !metadata.text.contains("\"\(href)\"") {
            outcome.problems.append("`\(metadata.key)` does not name the file with the digest \(digest)")
        }
        if let metalink = file("metalink") {
            // It names the generation's, which has no line break at its end.
            let digest = YumMetalink.digest(of: String(metadata.text.dropLast()))
            if !metalink.text.contains(">\(digest)<") {
                outcome.problems.append("`\(metalink.key)` names another generation than `\(metadata.key)` is")
            }
        }
        guard publication.isSigned, let keyRing = publication.keyRing else { return }
        guard let signature = file("repodata/repomd.xml.asc") else {
            outcome.problems.append("`\(metadata.key)` has no signature")
            return
        }
        do {
            try keyRing.verify(Array(signature.text.utf8), of: Array(metadata.text.utf8), at: publication.time)
            outcome.signatures += 1
        } catch {
            outcome.problems.append("`\(signature.key)`: \(error)")
        }
    }
}

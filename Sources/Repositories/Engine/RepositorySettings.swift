// SPDX-License-Identifier: Apache-2.0

/// How a repository is published. What is nil stays as the repository has it.
package struct RepositorySettings: Sendable {
    /// What a repository is called that no name was given for.
    package static let defaultName = "repository"

    package var name: String?
    /// What a repository is called that is not there yet and is given no other name.
    package var nameIfNew: String?
    /// The address of the storage's root as readers see it.
    package var url: String?
    /// How long a publication is to be trusted, in seconds; 0 is for ever.
    package var validity: Int64?
    package var signer: (any PublicationSigner)?
    /// Whether a repository that is signed may become one that is not.
    package var mayBecomeUnsigned: Bool
    /// Whether files are written that only old readers ask for; nil does so in folders.
    package var servesOldReaders: Bool?

    package init(
        name: String? = nil, nameIfNew: String? = nil, url: String? = nil, validity: Int64? = nil,
        signer: (any PublicationSigner)? = nil,
        mayBecomeUnsigned: Bool = false, servesOldReaders: Bool? = nil
    ) {
        self.name = name
        self.nameIfNew = nameIfNew
        self.url = url
        self.validity = validity
        self.signer = signer
        self.mayBecomeUnsigned = mayBecomeUnsigned
        self.servesOldReaders = servesOldReaders
    }

    /// Takes the settings over into a head, and says whether that changed it.
    func apply(to head: inout RepositoryHead, isNew: Bool) throws(RepositoryError) -> Bool {
        let before = (head.url, head.validity, head.key)
        if let name, !isNew, name != head.name { throw .otherName(published: head.name, given: name) }
        if let url { head.url = Self.withoutSlash(url) }
        if let validity { head.validity = validity > 0 ? validity : nil }
        if let key = head.key, signer == nil, !mayBecomeUnsigned { throw .keyMissing(fingerprint: key) }
        head.key = signer?.fingerprint
        return before != (head.url, head.validity, head.key)
    }

    private static func withoutSlash(_ url: String) -> String {
        var url = url
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }
}

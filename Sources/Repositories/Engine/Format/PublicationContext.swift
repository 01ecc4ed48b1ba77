// SPDX-License-Identifier: Apache-2.0

/// What a publication says besides its indexes.
package struct PublicationContext: Sendable {
    /// The repository's name; its user files are named after it.
    package let name: String
    /// The address of the storage's root as readers see it, without a slash at its end; nil where it is not known.
    package let url: String?
    /// Rises by one with each publication.
    package let generation: UInt64
    /// Seconds since 1970. It rises with each publication, but stays as it is where many follow each other within a second.
    package let time: Int64
    /// Until when readers may trust the publication, in seconds from `time`; nil for ever.
    package let validity: Int64?
    /// Nil publishes without signatures.
    package let signer: (any PublicationSigner)?
    /// Whether files that only old readers ask for are written too: `Release` and `Release.gpg` beside `InRelease`.
    package let servesOldReaders: Bool

    package init(
        name: String, url: String?, generation: UInt64, time: Int64, validity: Int64?,
        signer: (any PublicationSigner)?, servesOldReaders: Bool
    ) {
        self.name = name
        self.url = url
        self.generation = generation
        self.time = time
        self.validity = validity
        self.signer = signer
        self.servesOldReaders = servesOldReaders
    }
}

/// Signs what a repository publishes.
package protocol PublicationSigner: Sendable {
    /// What readers need to verify.
    var armoredPublicKey: String { get }
    /// In upper-case hexadecimal digits.
    var fingerprint: String { get }

    /// The text in the cleartext signature framework (RFC 9580, 7), made at `time`.
    func clearSigned(_ text: String, time: Int64) throws -> String

    /// An armored detached signature of binary data, made at `time`.
    func armoredSignature(of bytes: [UInt8], time: Int64) throws -> String
}

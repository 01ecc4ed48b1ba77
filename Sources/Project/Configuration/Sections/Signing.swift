// SPDX-License-Identifier: Apache-2.0

package import Effects

/// What a release is signed with; each is used when it is stated.
package struct Signing: ConfigurationSection {
    package var location: SourceLocation?
    package var openPGP: OpenPGPSigning?
    package var minisign: MinisignSigning?
    package var macOS: MacOSSigning?

    package init() {}

    package static let summary = "What a release is signed with."

    package static var fields: [Field<Signing>] {
        [
            Field("openpgp", \.openPGP, .section, "The key for checksums, packages and repositories."),
            Field("minisign", \.minisign, .section, "The key for minisign signatures of the checksums."),
            Field("macos", \.macOS, .section, "The certificate for macOS binaries."),
        ]
    }
}

/// An OpenPGP secret key.
package struct OpenPGPSigning: ConfigurationSection {
    package var location: SourceLocation?
    package var key: Located<SecretSource>?
    package var passphrase: Located<SecretSource>?
    package var packages = [Located(default: PackageFormat.rpm)]

    package init() {}

    package static let summary = "An OpenPGP secret key."

    package static var fields: [Field<OpenPGPSigning>] {
        [
            Field(
                "key", \.key, ScalarRule.secret.located,
                "The armored secret key: `$NAME`, or a file that only you can read."),
            Field(
                "passphrase", \.passphrase, ScalarRule.secret.located,
                "The key's passphrase: `$NAME`, or a file that only you can read."),
            Field(
                "packages", \.packages, .list(of: ScalarRule.choice().located),
                "Which packages get a signature of their own; `deb` is for debsig-verify, which apt does not ask."),
        ]
    }

    package func check(_ keys: Set<String>, _ decoder: inout ConfigurationDecoder) {
        if !keys.contains("key") { decoder.report("needs `key`", at: location) }
    }
}

/// A minisign secret key.
package struct MinisignSigning: ConfigurationSection {
    package var location: SourceLocation?
    package var key: Located<SecretSource>?
    package var password: Located<SecretSource>?

    package init() {}

    package static let summary = "A minisign secret key."

    package static var fields: [Field<MinisignSigning>] {
        [
            Field(
                "key", \.key, ScalarRule.secret.located, "The secret key: `$NAME`, or a file that only you can read."),
            Field(
                "password", \.password, ScalarRule.secret.located,
                "The key's password: `$NAME`, or a file that only you can read."),
        ]
    }

    package func check(_ keys: Set<String>, _ decoder: inout ConfigurationDecoder) {
        if !keys.contains("key") { decoder.report("needs `key`", at: location) }
    }
}

/// A Developer ID certificate with its private key, and the notary's credentials.
package struct MacOSSigning: ConfigurationSection {
    package var location: SourceLocation?
    package var certificate: Located<SecretSource>?
    package var password: Located<SecretSource>?
    package var notarize: Notarization?

    package init() {}

    package static let summary = "A Developer ID certificate with its private key."

    package static var fields: [Field<MacOSSigning>] {
        [
            Field(
                "certificate", \.certificate, ScalarRule.secret.located,
                "The PKCS #12 file, or its base64 text in `$NAME`."),
            Field(
                "password", \.password, ScalarRule.secret.located,
                "The certificate's password: `$NAME`, or a file that only you can read."),
            Field("notarize", \.notarize, .section, "Credentials of the notary service."),
        ]
    }

    package func check(_ keys: Set<String>, _ decoder: inout ConfigurationDecoder) {
        if !keys.contains("certificate") { decoder.report("needs `certificate`", at: location) }
    }
}

/// An App Store Connect key.
package struct Notarization: ConfigurationSection {
    package var location: SourceLocation?
    package var key: Located<SecretSource>?
    package var keyID: Located<String>?
    package var issuer: Located<String>?

    package init() {}

    package static let summary = "An App Store Connect key."

    package static var fields: [Field<Notarization>] {
        [
            Field(
                "key", \.key, ScalarRule.secret.located, "The private key: `$NAME`, or a file that only you can read."),
            Field("key-id", \.keyID, ScalarRule.line.located, "The key's ID."),
            Field("issuer", \.issuer, ScalarRule.line.located, "The issuer's ID."),
        ]
    }

    package func check(_ keys: Set<String>, _ decoder: inout ConfigurationDecoder) {
        for key in ["key", "key-id", "issuer"] where !keys.contains(key) {
            decoder.report("needs `\(key)`", at: location)
        }
    }
}

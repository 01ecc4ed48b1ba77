// SPDX-License-Identifier: Apache-2.0
package import Effects
package import Project
package import Signing

/// The OpenPGP keys that a release, or a repository, is signed with: those that `signing.openpgp` names, else those in the
/// environment variable `FLEDGE_OPENPGP_KEY`.
package struct OpenPGPKeys: Sendable {
    /// The variables that are read where no configuration says otherwise.
    package static let keyVariable = "FLEDGE_OPENPGP_KEY"
    package static let passphraseVariable = "FLEDGE_OPENPGP_PASSPHRASE"

    private let key: SecretSource
    private let passphrase: SecretSource?
    private let location: SourceLocation?
    private let keyPath: String?
    private let machine: Machine

    /// Nil where there is no key to sign with, which is no error.
    package init?(_ signing: Signing?, machine: Machine) {
        self.machine = machine
        if let settings = signing?.openPGP, let key = settings.key {
            self.key = key.value
            passphrase = settings.passphrase?.value
            location = key.location ?? settings.location
            keyPath = "signing.openpgp.key"
        } else if machine.environment[Self.keyVariable] != nil {
            key = .environment(Self.keyVariable)
            passphrase = nil
            location = nil
            keyPath = nil
        } else {
            return nil
        }
    }

    /// Whether the key is to come from an environment variable that is not set.
    package var isMissing: Bool {
        if case .environment(let name) = key { machine.environment[name] == nil } else { false }
    }

    /// Opens the keys; throws a diagnostic that says what to do.
    package func signer() throws(Diagnostic) -> OpenPGPSigner {
        let text: Secret
        do {
            text = try key.read(on: machine)
        } catch {
            throw Diagnostic(
                "the OpenPGP key cannot be read", at: location, keyPath: keyPath, hint: hint(for: error), cause: error,
                exit: .needsChange)
        }
        let words = try passphraseText()
        let now = machine.clock.now()
        do {
            return try OpenPGPSigner(
                OpenPGPSecretKey.all(parsing: Array(text.value.utf8), passphrase: words?.value), at: now)
        } catch {
            throw Diagnostic(
                "the OpenPGP key cannot sign", at: location, keyPath: keyPath ?? "$\(Self.keyVariable)",
                hint: error.hint, cause: error, exit: .needsChange)
        }
    }

    /// The public parts alone, for which no passphrase is needed; nil where the variable that has them is not set.
    package func keyRing() throws(Diagnostic) -> OpenPGPKeyRing? {
        if isMissing { return nil }
        do {
            return try OpenPGPKeyRing(parsing: Array(try key.read(on: machine).value.utf8))
        } catch {
            throw Diagnostic(
                "the OpenPGP key cannot be read", at: location, keyPath: keyPath ?? "$\(Self.keyVariable)",
                cause: error, exit: .needsChange)
        }
    }

    /// The passphrase, where there is one. An unset variable is none: keys without a passphrase need none.
    private func passphraseText() throws(Diagnostic) -> Secret? {
        switch passphrase ?? .environment(Self.passphraseVariable) {
        case .environment(let name): return machine.environment[name].map { Secret($0) }
        case .file(let path):
            do {
                return try SecretSource.file(path).read(on: machine)
            } catch {
                throw Diagnostic(
                    "the OpenPGP key's passphrase cannot be read", at: location,
                    keyPath: "signing.openpgp.passphrase", cause: error, exit: .needsChange)
            }
        }
    }

    private func hint(for error: SecretError) -> String? {
        switch error {
        case .missingVariable(let name):
            "set `\(name)`, or leave signatures out with `--skip sign`; `fledge key generate` makes a key"
        case .unreadable(let error) where error.reason == .notUTF8: "export the key as text, with `gpg --armor`"
        default: nil
        }
    }

    /// A warning for all that speaks against keys that work.
    package func warnings(of signer: OpenPGPSigner, for uses: Set<OpenPGPConcern.Use>) -> [Diagnostic] {
        signer.concerns(at: machine.clock.now(), for: uses).map { concern in
            .warning(
                concern.description, at: location, keyPath: keyPath ?? "$\(Self.keyVariable)", hint: concern.hint)
        }
    }
}

extension OpenPGPConcern.Use {
    /// What the packages of a project are installed with.
    package static func uses(of packages: Packages) -> Set<OpenPGPConcern.Use> {
        Set(packages.formats.map { $0.value == .rpm ? .rpm : .apt })
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import Signing

/// The minisign key that `signing.minisign` names.
struct MinisignKey: Sendable {
    private let key: Located<SecretSource>
    private let password: Located<SecretSource>?
    private let machine: Machine

    /// Nil where none is configured.
    init?(_ signing: Project.Signing, machine: Machine) {
        guard let settings = signing.minisign, let key = settings.key else { return nil }
        self.key = key
        password = settings.password
        self.machine = machine
    }

    /// Whether the key is to come from an environment variable that is not set.
    var isMissing: Bool {
        if case .environment(let name) = key.value { machine.environment[name] == nil } else { false }
    }

    /// Opens the key; throws a diagnostic that says what to do.
    func opened() throws(Diagnostic) -> MinisignSecretKey {
        let text = try read(key, "the minisign key cannot be read", keyPath: "signing.minisign.key")
        var words: Secret?
        if let password {
            // An unset variable is no password, which keys made with `minisign -G -W` do not need.
            if case .environment(let name) = password.value, machine.environment[name] == nil {
                words = nil
            } else {
                words = try read(
                    password, "the minisign key's password cannot be read", keyPath: "signing.minisign.password")
            }
        }
        do {
            return try MinisignSecretKey(parsing: text.value, password: words?.value)
        } catch {
            throw Diagnostic(
                "the minisign key cannot sign", at: key.location, keyPath: "signing.minisign.key", hint: error.hint,
                cause: error, exit: .needsChange)
        }
    }

    private func read(
        _ source: Located<SecretSource>, _ problem: String, keyPath: String
    ) throws(Diagnostic) -> Secret {
        do {
            return try source.value.read(on: machine)
        } catch {
            var hint: String?
            if case .missingVariable(let name) = error {
                hint = "set `\(name)`, or leave signatures out with `--skip sign`"
            }
            throw Diagnostic(
                problem, at: source.location, keyPath: keyPath, hint: hint, cause: error, exit: .needsChange)
        }
    }
}

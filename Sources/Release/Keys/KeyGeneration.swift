// SPDX-License-Identifier: Apache-2.0
package import Effects
import Formats
import Project
import Signing
package import SystemPackage

/// The making of an OpenPGP key for a project, or for repositories without one.
package struct KeyGeneration: Sendable {
    /// The kind of key, as the command line names it.
    package enum Algorithm: String, Sendable, Hashable, CaseIterable {
        case rsa3072, rsa4096, ed25519

        fileprivate var openPGP: OpenPGPKeyGeneration.Algorithm {
            switch self {
            case .rsa3072: .rsa(bits: 3072)
            case .rsa4096: .rsa(bits: 4096)
            case .ed25519: .ed25519
            }
        }

        /// As people write it.
        package var name: String {
            switch self {
            case .rsa3072: "RSA-3072"
            case .rsa4096: "RSA-4096"
            case .ed25519: "Ed25519"
            }
        }
    }

    /// What the user asks for; nil is what suits the project.
    package struct Request: Sendable, Hashable {
        package var algorithm: Algorithm?
        /// Whole: `Ada Lovelace <ada@example.org>`.
        package var userID: String?
        package var name: String?
        package var email: String?
        package var expiry = KeyExpiry.never

        package init() {}
    }

    /// A key that was made.
    package struct Made: Sendable {
        /// Armored.
        package let secretKey: Secret
        /// Armored.
        package let publicKey: String
        /// 40 hexadecimal digits.
        package let fingerprint: String
        package let algorithm: Algorithm
        package let userID: String
        package let expires: Int64?
        package let isProtected: Bool

        /// The day on which it expires, `2028-11-25`; nil for a key without an end.
        package var lastDay: String? { expires.map { "\(UTCDay(containing: $0))" } }
    }

    private let machine: Machine

    package init(machine: Machine) {
        self.machine = machine
    }

    /// Makes a key, protected by `FLEDGE_OPENPGP_PASSPHRASE` when that is set.
    package func make(_ request: Request, in folder: FilePath, config: String?) async throws -> Made {
        let now = machine.clock.now()
        let expires = request.expiry.end(from: now)
        if let expires, expires <= now {
            throw Diagnostic(
                "the key would be expired from the start: \(UTCDay(containing: expires)) is past",
                hint: "give `--expires` a span like `2y`, or a day to come", exit: .usage)
        }
        let settings = try settings(in: folder, config: config)
        let userID = try await userID(request, settings, in: folder)
        let algorithm = request.algorithm ?? (Self.needsRSA(settings) ? .rsa4096 : .ed25519)
        let passphrase = machine.environment[OpenPGPKeys.passphraseVariable]
        let armored = try OpenPGPKeyGeneration(algorithm.openPGP, userID: userID, created: now, expires: expires)
            .armoredSecretKey(passphrase: passphrase)
        // What could not be read back would be of no use to anyone.
        let key = try OpenPGPSecretKey(parsing: armored, passphrase: passphrase)
        _ = try key.signer(at: now)
        return Made(
            secretKey: Secret(armored), publicKey: key.publicKey.armored,
            fingerprint: key.publicKey.fingerprint.description, algorithm: algorithm, userID: userID, expires: expires,
            isProtected: passphrase != nil)
    }

    /// Whether rpm has to read signatures by the key: where packages for it are made, or it is not known what is.
    private static func needsRSA(_ settings: Configuration?) -> Bool {
        guard let settings else { return true }
        return settings.packages.formats.contains { $0.value == .rpm } || settings.channels.yum != nil
    }

    /// The project's configuration, if there is one.
    private func settings(in folder: FilePath, config: String?) throws -> Configuration? {
        let reading = ConfigurationReading(of: folder, named: config.map { FilePath($0) }, on: machine)
        guard let decoded = reading.decoded, !decoded.hasErrors else { throw Diagnostics(reading.diagnostics) }
        return reading.file == nil ? nil : decoded.configuration
    }

    private func userID(_ request: Request, _ settings: Configuration?, in folder: FilePath) async throws -> String {
        var text = request.userID
        if text == nil, request.name != nil || request.email != nil {
            text = [request.name, request.email.map { "<\($0)>" }].compactMap { $0 }.joined(separator: " ")
        }
        if text == nil { text = settings?.maintainer?.value }
        if text == nil, let known = try await GitRepository.withHistory(folder, on: machine) {
            text = known.history.identity
        }
        guard let text else {
            throw Diagnostic(
                "the key needs a name, and neither a configuration nor git has one",
                hint: "say `--user-id \"Name <name@example.org>\"`", exit: .usage)
        }
        guard !text.isEmpty, text.utf8.count <= 500,
            !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else {
            throw Diagnostic(
                "the key's name must be one line of at most 500 bytes", hint: "like `Name <name@example.org>`",
                exit: .usage)
        }
        return text
    }
}

// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Effects
import Foundation
import Project
import Release
import SystemPackage

/// `fledge key generate`
struct KeyGenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Make an OpenPGP key; the secret key goes to standard output.",
        discussion: """
            Protected by a passphrase when FLEDGE_OPENPGP_PASSPHRASE is set. To keep the key in a file of your own:

              (umask 077; fledge key generate > secret.asc)
            """)

    @OptionGroup var common: CommonOptions

    @Option(
        help: ArgumentHelp(
            "rsa4096, rsa3072 or ed25519; by default rsa4096 where .rpm packages are made, since old versions of rpm know nothing else.",
            valueName: "kind"))
    var algorithm: String?

    @Option(help: ArgumentHelp("Whom the key is of, by default the project's maintainer.", valueName: "name <address>"))
    var userId: String?

    @Option(help: ArgumentHelp("The name alone, with --email.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("The address alone, with --name.", valueName: "address"))
    var email: String?

    @Option(help: ArgumentHelp("When the key ends: never, 90d, 18m, 2y, or a day like 2030-12-31.", valueName: "when"))
    var expires: String = "never"

    func run() async throws {
        let machine = Machine.current()
        let request = try request()
        let folder = try common.folder(on: machine)
        let made = try await KeyGeneration(machine: machine).make(request, in: folder, config: common.config)
        if common.json {
            let result = Result(
                algorithm: made.algorithm.rawValue, expires: made.expires, fingerprint: made.fingerprint,
                isProtected: made.isProtected, publicKey: made.publicKey, secretKey: made.secretKey.value,
                userID: made.userID)
            try DataText.print(result)
        } else {
            try StandardOutput.write(made.secretKey.value)
        }
        let end = made.lastDay.map { "until \($0)" } ?? "without an end"
        let lock = made.isProtected ? "protected by the passphrase" : "not protected by a passphrase"
        await common.console().summarize(
            """
            made the \(made.algorithm.name) key \(made.fingerprint) of \(made.userID), \(end), \(lock)

            Keep the secret key where only you and the release can read it: users who trust it trust all that it signs.
              in CI       put it into a secret that the release sees as FLEDGE_OPENPGP_KEY\(made.isProtected ? ", the passphrase as FLEDGE_OPENPGP_PASSPHRASE" : "")
              for users   `fledge key public < secret.asc > key.asc`
            """, next: "`fledge check`, with FLEDGE_OPENPGP_KEY set")
    }

    private func request() throws -> KeyGeneration.Request {
        var request = KeyGeneration.Request()
        if let algorithm {
            guard let known = KeyGeneration.Algorithm(rawValue: algorithm.lowercased()) else {
                let names = KeyGeneration.Algorithm.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("'--algorithm' does not know '\(algorithm)'; it takes \(names)")
            }
            request.algorithm = known
        }
        if userId != nil, name != nil || email != nil {
            throw ValidationError("'--user-id' and '--name' or '--email' exclude each other")
        }
        request.userID = userId
        request.name = name
        request.email = email
        guard let expiry = KeyExpiry(parsing: expires) else {
            throw ValidationError(
                "'--expires' takes never, a span like 90d, 18m or 2y, or a day like 2030-12-31, not '\(expires)'")
        }
        request.expiry = expiry
        return request
    }

    private struct Result: Encodable {
        let algorithm: String
        let expires: Int64?
        let fingerprint: String
        let isProtected: Bool
        let publicKey: String
        let secretKey: String
        let userID: String

        enum CodingKeys: String, CodingKey {
            case algorithm, expires, fingerprint, publicKey, secretKey, userID
            case isProtected = "protected"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
import Project
import Signing
import SystemPackage

/// The public keys that a release's signatures are verified with.
struct TrustedKeys: Sendable {
    private(set) var openPGP: OpenPGPKeyRing?
    private(set) var minisign: MinisignPublicKey?

    /// The keys in some files that the user names; else the public parts of those that the project signs with; else the
    /// ones that its repositories publish for their users.
    init(files: [FilePath], project: LoadedProject, machine: Machine) async throws {
        for file in files { try add(file, machine) }
        guard files.isEmpty else { return }
        let signing = project.configuration.signing
        openPGP = try OpenPGPKeys(signing, machine: machine)?.keyRing()
        if let key = MinisignKey(signing, machine: machine), !key.isMissing { minisign = try key.opened().publicKey }
        if openPGP == nil { openPGP = try await Self.published(by: project, machine) }
    }

    /// By what users tell the keys apart.
    var names: [String] {
        (openPGP?.keys.map(\.fingerprint.description) ?? []) + (minisign.map { ["minisign \($0.name)"] } ?? [])
    }

    private mutating func add(_ file: FilePath, _ machine: Machine) throws {
        let bytes: [UInt8]
        do {
            bytes = try machine.files.read(file, limit: 1 << 20)
        } catch {
            throw Diagnostic("the key `\(file)` cannot be read", cause: error, exit: .needsChange)
        }
        do throws(OpenPGPError) {
            openPGP = OpenPGPKeyRing((openPGP?.keys ?? []) + (try OpenPGPKeyRing(parsing: bytes)).keys)
        } catch {
            guard let key = try? MinisignPublicKey(parsing: String(decoding: bytes, as: UTF8.self)) else {
                throw Diagnostic(
                    "`\(file)` is neither an OpenPGP nor a minisign public key", cause: error, exit: .needsChange)
            }
            minisign = key
        }
    }

    /// The key beside a repository, which its users install.
    private static func published(by project: LoadedProject, _ machine: Machine) async throws -> OpenPGPKeyRing? {
        let channels = project.configuration.channels
        let places = [("apt", channels.apt?.url?.value), ("yum", channels.yum?.url?.value)]
        for case (let folder, var url?) in places {
            while url.hasSuffix("/") { url.removeLast() }
            let request = WebRequest(
                .get, "\(url)/\(folder)/\(MarkdownText.pathEncoded(project.resolved.name)).asc",
                destination: .memory(limit: 1 << 20), redirections: 8)
            let response = try await machine.web.send(request)
            if response.status == 404 { continue }
            guard response.isSuccess else { throw WebError.refused(response.refusal(of: request)) }
            do {
                return try OpenPGPKeyRing(parsing: response.body)
            } catch {
                throw Diagnostic("\(request.shownURL) is no OpenPGP key", cause: error, exit: .workFailed)
            }
        }
        return nil
    }
}

// SPDX-License-Identifier: Apache-2.0
package import Effects
import Foundation
import Project
package import SystemPackage

/// What users get of a version, compared with what was published.
package struct VerificationReport: Sendable, Hashable, Codable {
    /// One thing that was looked at.
    package struct Check: Sendable, Hashable, Codable {
        /// What users fetch: a file's name, a formula, an address.
        package let subject: String
        /// What is wrong with it; nil where it is as published.
        package let problem: String?
        /// Whether it was compared at all: a signature is not where no key is known.
        package let isVerified: Bool

        package init(_ subject: String, problem: String? = nil, isVerified: Bool = true) {
            self.subject = subject
            self.problem = problem
            self.isVerified = isVerified
        }

        enum CodingKeys: String, CodingKey {
            case subject, problem
            case isVerified = "verified"
        }
    }

    /// One channel.
    package struct Row: Sendable, Hashable, Codable {
        package let channel: ChannelName
        package let place: String
        package let checks: [Check]
    }

    package let project: String
    package let version: String
    package let channels: [Row]
    /// What the signatures of the checksums and packages say, in whatever channel they were found.
    package let signatures: [Check]
    /// The keys that they were verified with.
    package let keys: [String]

    /// Whether users get exactly what was published.
    package var isGood: Bool {
        (channels.flatMap(\.checks) + signatures).allSatisfy { $0.problem == nil }
    }

    /// Fetches everything as a user would.
    ///
    /// - Parameters:
    ///   - version: Nil is the newest stable version that a channel with manifests offers.
    ///   - keyFiles: Public keys; without any they are the project's own or the published ones.
    package init(of project: LoadedProject, version: String?, keyFiles: [FilePath] = [], on machine: Machine)
        async throws
    {
        let keys = try await TrustedKeys(files: keyFiles, project: project, machine: machine)
        let version = try await Self.version(version, project, machine)
        let manifest = try await Self.manifest(of: version, project, machine)
        let audit = SignatureAudit(manifest, keys: keys, time: machine.clock.now())
        let downloader = Downloader(machine: machine, signatures: audit)
        let channels = try ConfiguredChannels(project, machine: machine, manifest: manifest).list
        self.project = manifest.project
        self.version = version
        self.channels = try await inOrder(channels, atMost: max(1, channels.count)) { channel in
            do {
                return Row(channel: channel.name, place: channel.place, checks: try await channel.audit(downloader))
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                let words =
                    (error as? Diagnostic).map { ([$0.message] + $0.causes).joined(separator: ": ") } ?? "\(error)"
                return Row(channel: channel.name, place: channel.place, checks: [Check("the channel", problem: words)])
            }
        }
        signatures = await audit.checks()
        self.keys = keys.names
    }

    private static func version(_ asked: String?, _ project: LoadedProject, _ machine: Machine) async throws -> String {
        if let asked { return "\(try SemanticVersion(asked: asked))" }
        for channel in try ConfiguredChannels(project, machine: machine).list {
            let live = try await channel.live()
            for track in [SiteRelease.Track.stable, .beta, .edge] {
                if let found = live.first(where: { $0.track == track }) { return found.version }
            }
        }
        throw Diagnostic(
            "no channel offers any version of `\(project.resolved.name)`", hint: "release one first", exit: .needsChange
        )
    }

    /// The published manifest, from the first channel that has it.
    private static func manifest(
        of version: String, _ project: LoadedProject, _ machine: Machine
    ) async throws -> Manifest {
        var causes: [String] = []
        for channel in try ConfiguredChannels(project, machine: machine).list {
            do {
                if let bytes = try await channel.publishedManifest(of: version) {
                    return try JSONDecoder().decode(Manifest.self, from: Data(bytes))
                }
                causes.append("\(channel.name.rawValue) has none")
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                causes.append("\(channel.name.rawValue): \((error as? Diagnostic)?.message ?? "\(error)")")
            }
        }
        throw Diagnostic(
            message: "no channel has the manifest of \(version)", causes: causes,
            hints: ["`fledge status` shows which versions there are"], exit: .workFailed)
    }
}

// SPDX-License-Identifier: Apache-2.0
package import Effects
import Foundation
import Project

/// What users get of a version, compared with what was published.
package struct VerificationReport: Sendable, Hashable, Codable {
    /// One thing that was looked at.
    package struct Check: Sendable, Hashable, Codable {
        /// What users fetch: a file's name, a formula, an address.
        package let subject: String
        /// What is wrong with it; nil where it is as published.
        package let problem: String?

        package init(_ subject: String, problem: String? = nil) {
            self.subject = subject
            self.problem = problem
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

    /// Whether users get exactly what was published.
    package var isGood: Bool { channels.allSatisfy { $0.checks.allSatisfy { $0.problem == nil } } }

    /// Fetches everything as a user would.
    ///
    /// - Parameter version: Nil is the newest stable version that a channel with manifests offers.
    package init(of project: LoadedProject, version: String?, on machine: Machine) async throws {
        let version = try await Self.version(version, project, machine)
        let downloader = Downloader(machine: machine)
        let manifest = try await Self.manifest(of: version, project, machine)
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
    }

    private static func version(_ asked: String?, _ project: LoadedProject, _ machine: Machine) async throws -> String {
        if let asked {
            guard let version = try? SemanticVersion(tag: asked) else {
                throw Diagnostic("`\(asked)` is no version", hint: "a version is as in 1.2.3", exit: .usage)
            }
            return "\(version)"
        }
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

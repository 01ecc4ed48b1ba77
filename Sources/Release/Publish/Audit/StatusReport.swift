// SPDX-License-Identifier: Apache-2.0
package import Effects
package import Project
import SystemPackage

/// What every channel of a project serves now.
package struct StatusReport: Sendable, Hashable, Codable {
    /// One channel.
    package struct Row: Sendable, Hashable, Codable {
        package let channel: ChannelName
        /// Where it is, such as `ada/hello`.
        package let place: String
        /// The version that new users get, by track; a track without one is left out.
        package let versions: [String: String]
        /// Why it could not be asked; nil where it could.
        package let problem: String?
    }

    package let project: String
    package let channels: [Row]

    /// Asks all channels at once; one that can't be asked is told with its reason.
    package init(of project: LoadedProject, on machine: Machine) async throws {
        let channels = try ConfiguredChannels(project, machine: machine)
        self.project = project.resolved.name
        self.channels = try await inOrder(channels.list, atMost: max(1, channels.list.count)) { channel in
            do {
                return Row(
                    channel: channel.name, place: channel.place,
                    versions: Dictionary(try await channel.live().map { ($0.track.rawValue, $0.version) }) { first, _ in
                        first
                    },
                    problem: nil)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                let problem =
                    (error as? Diagnostic).map { ([$0.message] + $0.causes).joined(separator: ": ") } ?? "\(error)"
                return Row(channel: channel.name, place: channel.place, versions: [:], problem: problem)
            }
        }
    }
}

/// The version that new users of a track get.
package struct LiveVersion: Sendable, Hashable {
    package let track: SiteRelease.Track
    package let version: String

    package init(_ track: SiteRelease.Track, _ version: String) {
        self.track = track
        self.version = version
    }

    /// The highest of some versions for each track: stable ones for `stable`, prereleases newer than that for `beta`.
    package static func highest(of versions: [SemanticVersion]) -> [LiveVersion] {
        let stable = versions.filter { !$0.isPrerelease }.max()
        let beta = versions.filter(\.isPrerelease).max()
        return [stable.map { LiveVersion(.stable, "\($0)") }, beta.map { LiveVersion(.beta, "\($0)") }].compactMap {
            $0
        }
    }
}

/// The channels that a project publishes to, made without a release at hand.
struct ConfiguredChannels {
    let list: [any Channel]

    /// - Parameter manifest: Of the release that is asked about; nil where it is about none in particular.
    init(_ project: LoadedProject, machine: Machine, manifest: Manifest? = nil) throws {
        let dist = DistFolder(path: project.folder.appending("dist"), files: machine.files, modified: 0)
        let making = ChannelMaking(
            machine: machine, project: project, dist: dist,
            manifest: manifest ?? Manifest(naming: "0.0.0", of: project), reporter: Unheard())
        list = try ChannelName.commitOrder
            .filter { ChannelName.configured(in: project.configuration.channels).contains($0) }
            .map(making.channel)
    }
}

/// Takes events that nobody is to hear.
struct Unheard: Reporter {
    func report(_ event: ReleaseEvent) async {}
}

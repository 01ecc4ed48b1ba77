// SPDX-License-Identifier: Apache-2.0

/// How the files are called that users of a track put on their machines.
package enum TrackFile {
    /// What the leading track's files are without: `stable`, or the first of those there are.
    ///
    /// - Parameter tracks: All of the repository, sorted.
    package static func suffix(of track: String, among tracks: [String]) -> String {
        let leading = tracks.contains("stable") ? "stable" : tracks.first
        return track == leading ? "" : "-\(track)"
    }
}

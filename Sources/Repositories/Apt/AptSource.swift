// SPDX-License-Identifier: Apache-2.0

/// A deb822 source for users, with the key in it: one file in `/etc/apt/sources.list.d` is all that apt needs.
struct AptSource {
    let url: String
    /// A track, or the path of a folder with a slash at its end, which has no components.
    let suite: String
    let component: String?
    /// Armored; nil for a repository that is not signed.
    let publicKey: String?

    var text: String {
        var lines = ["Types: deb", "URIs: \(url)", "Suites: \(suite)"]
        if let component { lines.append("Components: \(component)") }
        if let publicKey {
            lines.append("Signed-By:")
            for line in publicKey.split(separator: "\n", omittingEmptySubsequences: false) {
                lines.append(line.allSatisfy(\.isWhitespace) ? " ." : " \(line)")
            }
            while lines.last == " ." { lines.removeLast() }
        } else {
            lines.append("Trusted: yes")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

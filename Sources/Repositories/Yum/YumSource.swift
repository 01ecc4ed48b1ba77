// SPDX-License-Identifier: Apache-2.0

/// The `.repo` file that users put into `/etc/yum.repos.d`; dnf, zypper and yum read it.
struct YumSource: Sendable {
    /// The section's name, which users type: `--enablerepo=hello`.
    let id: String
    let name: String
    /// The address of the track's folder, with a slash at its end.
    let trackURL: String
    /// The address of the public key; nil for a repository that is not signed.
    let keyURL: String?

    var text: String {
        let isSigned = keyURL == nil ? 0 : 1
        var out = """
            [\(id)]
            name=\(name)
            metalink=\(trackURL)$basearch/metalink
            enabled=1
            autorefresh=1
            gpgcheck=\(isSigned)
            repo_gpgcheck=\(isSigned)

            """
        if let keyURL { out += "gpgkey=\(keyURL)\n" }
        return out
    }
}

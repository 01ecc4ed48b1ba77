// SPDX-License-Identifier: Apache-2.0

/// A system user, its group and its folder, which a package makes and never removes.
package struct SystemAccount: Sendable, Hashable {
    package let user: String
    package let group: String
    /// The comment field, without the characters that sysusers.d or passwd(5) would read as their own.
    package let comment: String
    /// The absolute path of the home folder.
    package let home: String

    package init(user: String, group: String, comment: String, home: String) {
        self.user = user
        self.group = group
        self.home = home
        let plain = comment.unicodeScalars.filter { scalar in
            scalar.value >= 0x20 && scalar.value != 0x7F && !":\"\\%,=".unicodeScalars.contains(scalar)
        }
        self.comment = String(String.UnicodeScalarView(plain)).split(separator: " ").joined(separator: " ")
    }

    /// The sysusers.d(5) snippet, in the words that systemd 239 already knows.
    package var sysusersText: String {
        var lines: [String] = []
        if group != user { lines.append("g \(group) - -") }
        lines.append("u \(user) - \"\(comment)\" \(home)")
        if group != user { lines.append("m \(user) \(group)") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The tmpfiles.d(5) snippet, for the home folder.
    package var tmpfilesText: String {
        "d \(home) 0750 \(user) \(group) -\n"
    }

    /// Shell commands that make what is missing of the account with the programs of the shadow suite.
    ///
    /// - Parameter root: The variable with the folder to work in, which is empty for the running system; nil
    ///   where scripts run in the system that they change.
    func creationCommands(root: String?) -> [String] {
        let prefix = root.map { " ${\($0):+--prefix=\"$\($0)\"}" } ?? ""
        // In another root getent would look at the wrong files; there the programs say themselves, by 9, what exists.
        let unless = { (database: String, name: String) -> String in
            let known = "getent \(database) \(name) >/dev/null 2>&1"
            return root.map { "{ [ -z \"${\($0):-}\" ] && \(known); } ||" } ?? "\(known) ||"
        }
        let orKnown = root == nil ? "" : " || [ $? -eq 9 ]"
        var lines: [String] = []
        for name in group == user ? [user] : [user, group] {
            lines += ["\(unless("group", name))", "    groupadd\(prefix) --system \(name)\(orKnown)"]
        }
        lines += [
            unless("passwd", user),
            "    useradd\(prefix) --system --gid \(user) --no-create-home --home-dir \(ShellWord(home).quoted) \\",
            "        --shell /usr/sbin/nologin --comment \(ShellWord(comment).quoted) \(user)\(orKnown)",
        ]
        if group != user { lines.append("usermod\(prefix) --append --groups \(group) \(user)") }
        return lines
    }
}

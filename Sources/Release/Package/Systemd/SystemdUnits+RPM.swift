// SPDX-License-Identifier: Apache-2.0
package import Formats

extension SystemdUnits {
    /// The scriptlets, equal in effect to `%sysusers_create_package`, `%tmpfiles_create_package`, `%systemd_post`,
    /// `%systemd_preun` and `%systemd_postun_with_restart`, from EL8 (systemd 239) on.
    ///
    /// | scriptlet | order |
    /// |---|---|
    /// | pre | account, then the project's |
    /// | post | folders, the project's, then presets of the units |
    /// | preun | units disabled and stopped on removal, then the project's |
    /// | postun | the project's, then units restarted on upgrade |
    ///
    /// A unit that is not to be enabled gets no preset. Whether a unit is started is left to the administrator, as with the
    /// macros. As them they never fail; a failure of the project's script does.
    package func rpmScripts(
        merging own: UserScripts = UserScripts()
    ) throws(MergedScriptError) -> [RPM.ScriptKind: MergedScript] {
        let hasUnits = !units.isEmpty
        var scripts: [RPM.ScriptKind: MergedScript] = [:]
        scripts[.preInstall] = try MergedScript(
            own: own.preinstall, before: account.map(rpmAccountCommands) ?? [], after: [])
        scripts[.postInstall] = try MergedScript(
            own: own.postinstall, before: account == nil ? [] : folderCommands,
            after: hasUnits && isEnabled ? presetting : [])
        scripts[.preUninstall] = try MergedScript(own: own.preremove, before: hasUnits ? removing : [], after: [])
        scripts[.postUninstall] = try MergedScript(own: own.postremove, before: [], after: hasUnits ? restarting : [])
        return scripts
    }

    private static let helper = "/usr/lib/systemd/systemd-update-helper"

    private func rpmAccountCommands(_ account: SystemAccount) -> [String] {
        let snippet = account.sysusersText.split(separator: "\n").map(String.init)
        return [
            "if command -v systemd-sysusers >/dev/null 2>&1; then",
            "    systemd-sysusers --replace=/usr/lib/sysusers.d/\(snippetName) - <<'SYSUSERS_EOF' || :",
        ] + snippet + ["SYSUSERS_EOF", "elif command -v useradd >/dev/null 2>&1; then", "    {"]
            + account.creationCommands(root: nil).map { "        " + $0 }
            + ["    } || :", "fi"]
    }

    private var folderCommands: [String] {
        [
            "if command -v systemd-tmpfiles >/dev/null 2>&1; then",
            "    systemd-tmpfiles --create \(snippetName) || :",
            "fi",
        ]
    }

    private var presetting: [String] {
        command("install-system-units", when: "-eq 1", otherwise: "systemctl --no-reload preset")
    }

    private var removing: [String] {
        command("remove-system-units", when: "-eq 0", otherwise: "systemctl --no-reload disable --now")
    }

    private var restarting: [String] {
        command("mark-restart-system-units", when: "-ge 1", otherwise: "systemctl try-restart")
    }

    /// systemd 250 and later do it by a program of theirs, whose work file triggers then complete.
    private func command(_ verb: String, when count: String, otherwise fallback: String) -> [String] {
        [
            "if [ \"$1\" \(count) ]; then",
            "    if [ -x \(Self.helper) ]; then",
            "        \(Self.helper) \(verb) \(unitWords) || :",
            "    elif command -v systemctl >/dev/null 2>&1; then",
            "        \(fallback) \(unitWords) >/dev/null 2>&1 || :",
            "    fi",
            "fi",
        ]
    }
}

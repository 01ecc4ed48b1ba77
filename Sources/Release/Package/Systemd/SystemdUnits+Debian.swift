// SPDX-License-Identifier: Apache-2.0
package import Formats

extension SystemdUnits {
    /// The maintainer scripts, equal in effect to those of debhelper's dh_installsysusers, dh_installtmpfiles
    /// and dh_installsystemd.
    ///
    /// | script | order |
    /// |---|---|
    /// | preinst | the project's, then notes of what only dpkg's first steps show |
    /// | postinst | account, folders and what the account owns, the project's, then units enabled and started |
    /// | prerm | units stopped on removal, then the project's |
    /// | postrm | the project's, then units reloaded or purged |
    ///
    /// A unit that is not to be enabled gets what `dh_installsystemd --no-enable` writes, and one that is not to be started
    /// what `--no-start` writes. All of it works in a chroot without systemd and with `dpkg --force-script-chrootless`, and may run twice.
    package func debianScripts(
        merging own: UserScripts = UserScripts()
    ) throws(MergedScriptError) -> [Deb.Script: MergedScript] {
        let hasUnits = !units.isEmpty
        var scripts: [Deb.Script: MergedScript] = [:]
        do throws(MergedScriptError) {
            scripts[.preinst] = try MergedScript(
                own: own.preinstall, before: [],
                after: (account.map(notingAbsence(of:)) ?? []) + (hasUnits && isStarted ? notingReinstallation : []))
        } catch .language {
            // Without the notes, a service isn't started after a removal, and what its account owns stays root's.
            scripts[.preinst] = try MergedScript(own: own.preinstall, before: [], after: [])
        }
        scripts[.postinst] = try MergedScript(
            own: own.postinstall, before: account.map(debianAccountCommands) ?? [], after: hasUnits ? enabling : [])
        scripts[.prerm] = try MergedScript(own: own.preremove, before: hasUnits ? stopping : [], after: [])
        scripts[.postrm] = try MergedScript(own: own.postremove, before: [], after: hasUnits ? forgetting : [])
        return scripts
    }

    private static let isConfiguring =
        #"[ "$1" = "configure" ] || [ "$1" = "abort-upgrade" ] || [ "$1" = "abort-deconfigure" ]"#
        + #" || [ "$1" = "abort-remove" ]"#

    private func debianAccountCommands(_ account: SystemAccount) -> [String] {
        let home = "\"${DPKG_ROOT:-}\"" + ShellWord(account.home).quoted
        let fallback = account.creationCommands(root: "DPKG_ROOT").map { "        " + $0 }
        return ["if \(Self.isConfiguring); then", "    if command -v systemd-sysusers >/dev/null 2>&1; then"]
            + [#"        systemd-sysusers ${DPKG_ROOT:+--root="$DPKG_ROOT"} \#(snippetName)"#, "    else"]
            + fallback + ["    fi", "    if command -v systemd-tmpfiles >/dev/null 2>&1; then"]
            + [
                #"        systemd-tmpfiles ${DPKG_ROOT:+--root="$DPKG_ROOT"} --create \#(snippetName) || true"#,
                "    elif [ ! -d \(home) ]; then",
                "        mkdir -p \(home)",
                "        chmod 0750 \(home)",
                "        if [ -z \"${DPKG_ROOT:-}\" ]; then",
                "            chown \(account.user):\(account.group) \(home)",
                "        fi",
                "    fi",
            ] + owning + ["fi"]
    }

    /// Notes that the account is not there yet when dpkg unpacks what belongs to it.
    private func notingAbsence(of account: SystemAccount) -> [String] {
        guard !owned.isEmpty else { return [] }
        return [
            #"if [ -z "${DPKG_ROOT:-}" ] && ! getent passwd \#(account.user) >/dev/null 2>&1; then"#,
            "    : > \(absenceNote)", "fi",
        ]
    }

    private var absenceNote: String { "/run/\(package).unowned" }

    /// Gives a new account what it owns: dpkg has unpacked it as root's, since it knew no such account.
    ///
    /// Later dpkg knows it. By then root must not touch what the account can put links into, nor what the administrator
    /// has changed. A `dpkg-statoverride` has the last word: Debian Policy, 10.9.1. A change of owner drops the setuid and
    /// setgid bits, so that the mode is set again.
    private var owning: [String] {
        guard !owned.isEmpty else { return [] }
        var lines = ["    if [ -e \(absenceNote) ]; then"]
        for place in owned {
            let word = ShellWord(place.path).quoted
            lines += [
                "        if [ -e \(word) ] && [ ! -L \(word) ] && ! dpkg-statoverride --list \(word) >/dev/null 2>&1; then",
                "            chown \(place.owner):\(place.group) \(word)",
                "            chmod \(place.mode) \(word)",
                "        fi",
            ]
        }
        return lines + ["        rm -f \(absenceNote)", "    fi"]
    }

    /// dpkg configures what was removed and is installed again as it does an upgrade, by the removed version; but nothing
    /// runs then that could be restarted.
    private var notingReinstallation: [String] {
        [
            #"if [ "$1" = "install" ] && [ -n "${2:-}" ] && [ -z "${DPKG_ROOT:-}" ] && [ -d /run/systemd/system ]; then"#,
            "    : > \(reinstallationNote)",
            "fi",
        ]
    }

    private var reinstallationNote: String { "/run/\(package).reinstalled" }

    private var enabling: [String] {
        var lines = ["if \(Self.isConfiguring); then", "    if command -v deb-systemd-helper >/dev/null 2>&1; then"]
        for unit in units {
            lines += (isEnabled ? Self.enabling(unit) : Self.keepingEnabled(unit)).map { "        " + $0 }
        }
        lines += [
            "    fi",
            #"    if [ -z "${DPKG_ROOT:-}" ] && [ -d /run/systemd/system ]; then"#,
            "        systemctl --system daemon-reload >/dev/null || true",
            isStarted
                ? #"        if [ -n "${2:-}" ] && [ ! -e \#(reinstallationNote) ]; then"#
                : #"        if [ -n "${2:-}" ]; then"#,
            "            deb-systemd-invoke try-restart \(unitWords) >/dev/null || true",
        ]
        if isStarted {
            lines += ["        else", "            deb-systemd-invoke start \(unitWords) >/dev/null || true"]
        }
        lines += ["        fi", "    fi"]
        if isStarted { lines.append("    rm -f \(reinstallationNote)") }
        return lines + ["fi"]
    }

    private static func enabling(_ unit: String) -> [String] {
        [
            "# Removes only a mask that an earlier removal of this package has set.",
            "deb-systemd-helper unmask \(unit) >/dev/null || true",
            "# Defaults to true, so that a new installation enables the unit.",
            "if deb-systemd-helper --quiet was-enabled \(unit); then",
            "    deb-systemd-helper enable \(unit) >/dev/null || true",
            "else",
            "    deb-systemd-helper update-state \(unit) >/dev/null || true",
            "fi",
        ]
    }

    /// Leaves a unit as the administrator has it.
    private static func keepingEnabled(_ unit: String) -> [String] {
        [
            "if deb-systemd-helper debian-installed \(unit); then",
            "    deb-systemd-helper unmask \(unit) >/dev/null || true",
            "    if deb-systemd-helper --quiet was-enabled \(unit); then",
            "        deb-systemd-helper enable \(unit) >/dev/null || true",
            "    fi",
            "fi",
            "deb-systemd-helper update-state \(unit) >/dev/null || true",
        ]
    }

    private var stopping: [String] {
        [
            #"if [ -z "${DPKG_ROOT:-}" ] && [ "$1" = "remove" ] && [ -d /run/systemd/system ]; then"#,
            "    deb-systemd-invoke stop \(unitWords) >/dev/null || true",
            "fi",
        ]
    }

    private var forgetting: [String] {
        [
            #"if [ -z "${DPKG_ROOT:-}" ] && [ "$1" = "remove" ] && [ -d /run/systemd/system ]; then"#,
            "    systemctl --system daemon-reload >/dev/null || true",
            "fi",
            #"if [ "$1" = "purge" ] && command -v deb-systemd-helper >/dev/null 2>&1; then"#,
            "    deb-systemd-helper purge \(unitWords) >/dev/null || true",
            "fi",
        ]
    }
}

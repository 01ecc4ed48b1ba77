// SPDX-License-Identifier: Apache-2.0
import Formats
import Project
import Release
import TestSupport
import Testing

@Suite("What packages do for a service")
struct SystemdUnitsTests {
    private func service(user: String? = "hello", group: String? = nil) throws -> SystemdService {
        try SystemdService(
            name: "hello", description: "Greets \"people\" at 100 %", documentation: ["https://example.org/hello"],
            command: "/usr/bin/hello serve", user: user, group: group, restart: .onFailure,
            environment: ["GREETING": "Olá \"Ada\" 5%", "A": "\\"], capabilities: ["CAP_NET_BIND_SERVICE"])
    }

    private func units(isEnabled: Bool = true, isStarted: Bool = true, account: Bool = true) throws -> SystemdUnits {
        try SystemdUnits(
            package: "hello", units: ["hello.service"], account: account ? service().account : nil,
            isEnabled: isEnabled, isStarted: isStarted)
    }

    @Test func `writes a hardened unit`() throws {
        #expect(Golden.difference(of: try service().unitText, from: "hello.service") == nil)
        #expect(Golden.difference(of: try service(user: nil).unitText, from: "hello-dynamic.service") == nil)
        let root = try SystemdService(
            name: "hello", description: "Greets", type: .notify, command: "/usr/bin/hello", user: "root",
            restart: .no)
        #expect(Golden.difference(of: root.unitText, from: "hello-root.service") == nil)
    }

    @Test(.enabled(if: ForeignTool.areThere("systemd-analyze"))) func `systemd loads the unit without a word`() throws {
        try ScratchFolder.with { folder in
            for (index, service) in [try service(user: "daemon"), try service(user: nil)].enumerated() {
                let text = service.unitText.replacing("/usr/bin/hello serve", with: "/bin/true serve")
                try folder.write(text, to: "hello\(index).service")
                let run = try folder.start(
                    "systemd-analyze", ["verify", "--man=no", folder.path("hello\(index).service")])
                #expect(run.status == 0)
                #expect(run.error.isEmpty)
            }
        }
    }

    @Test func `describes the account for sysusers and tmpfiles`() throws {
        let account = try #require(try service(group: "greeters").account)
        #expect(Golden.difference(of: account.sysusersText, from: "sysusers.conf") == nil)
        #expect(account.tmpfilesText == "d /var/lib/hello 0750 hello greeters -\n")
        #expect(try service(user: "root").account == nil)
        #expect(try service(user: nil).account == nil)
    }

    @Test func `gives a deb the maintainer scripts of debhelper`() throws {
        try expectDeb(try units(), [.preinst, .postinst, .prerm, .postrm], "deb")
        try expectDeb(
            try units(isEnabled: false, isStarted: false, account: false), [.postinst, .prerm, .postrm],
            "deb-left-alone")
    }

    private func expectDeb(_ units: SystemdUnits, _ kinds: Set<Deb.Script>, _ folder: String) throws {
        let scripts = try units.debianScripts()
        #expect(Set(scripts.keys) == kinds)
        for (kind, script) in scripts {
            #expect(Golden.difference(of: script.file, from: "\(folder)/\(kind.rawValue)") == nil)
        }
    }

    @Test func `gives an rpm the scriptlets of systemd's macros`() throws {
        let scripts = try units().rpmScripts()
        #expect(Set(scripts.keys) == [.preInstall, .postInstall, .preUninstall, .postUninstall])
        for (kind, script) in scripts {
            #expect(Golden.difference(of: script.file, from: "rpm/\(kind.rawValue)") == nil)
        }
        let left = try units(isEnabled: false, account: false).rpmScripts()
        #expect(Set(left.keys) == [.preUninstall, .postUninstall])
    }

    @Test func `puts the project's own script where it can use the account, and its failure first`() throws {
        let own = UserScripts(postinstall: "#!/bin/bash -u\nchown hello /srv/hello\nexit 3\n")
        let script = try #require(try units().debianScripts(merging: own)[.postinst])
        #expect(script.interpreter == ["/bin/bash"])
        #expect(Golden.difference(of: script.file, from: "merged/postinst") == nil)
        let placed = UserScripts(postinstall: "#!/bin/sh\nset -e\necho before\n#DEBHELPER#\necho after\n")
        let merged = try #require(try units().debianScripts(merging: placed)[.postinst]).file
        #expect(merged.hasPrefix("#!/bin/sh\nset -e\necho before\nif [ \"$1\" = \"configure\" ]"))
        #expect(merged.hasSuffix("\nfi\necho after\n"))
    }

    @Test func `refuses to add to a script of another language`() throws {
        let own = UserScripts(postinstall: "#!/usr/bin/perl\nprint 1;\n")
        #expect(throws: MergedScriptError.language("/usr/bin/perl")) { try units().debianScripts(merging: own) }
        #expect(throws: MergedScriptError.interpreter("perl")) {
            try units().debianScripts(merging: UserScripts(preinstall: "#!perl\n"))
        }
        // Nothing has to be added to a preinst; what is noted there can be done without.
        let early = UserScripts(preinstall: "#!/usr/bin/perl\nprint 1;\n")
        #expect(try units().debianScripts(merging: early)[.preinst]?.file == "#!/usr/bin/perl\nprint 1;\n")
        let alone = try SystemdUnits(package: "hello", units: [], account: nil).debianScripts(merging: own)
        #expect(alone[.postinst]?.file == "#!/usr/bin/perl\nprint 1;\n")
    }

    @Test(arguments: ["hello", "hello serve", "/usr/bin/a\n/usr/bin/b", ""])
    func `refuses a command that is not one line with an absolute path`(_ command: String) {
        #expect(throws: SystemdServiceError.command(command)) {
            try SystemdService(name: "hello", description: "", command: command)
        }
    }

    /// Runs scripts by dash with programs that only write down how they were called, as on a machine that runs systemd.
    private func calls(
        _ scripts: [(text: String, arguments: [String])], beside more: [String] = [],
        in prepare: (ScratchFolder) throws -> Void = { _ in }
    ) throws -> [String] {
        try ScratchFolder.with { folder in
            let names = [
                "deb-systemd-helper", "deb-systemd-invoke", "systemctl", "systemd-sysusers", "systemd-tmpfiles",
            ]
            for name in names + more {
                try folder.write(
                    "#!/bin/sh\necho \"\(name) $*\" >>\"$CALLS\"\n", to: "bin/\(name)", mode: 0o755)
            }
            try prepare(folder)
            for (index, script) in scripts.enumerated() {
                let text = script.text.replacing("/run/systemd/system", with: folder.path)
                    .replacing("/run/", with: folder.path + "/")
                    .replacing("/usr/lib/systemd/systemd-update-helper", with: folder.path("none"))
                try folder.write(text, to: "script\(index)")
                try folder.run(
                    "sh", [folder.path("script\(index)")] + script.arguments,
                    environment: ["PATH": "\(folder.path("bin")):/usr/bin:/bin", "CALLS": folder.path("calls")])
            }
            return folder.exists("calls") ? try folder.text("calls").split(separator: "\n").map(String.init) : []
        }
    }

    @Test func `installs, upgrades, removes and purges a deb's service as debhelper's scripts do`() throws {
        let scripts = try units().debianScripts().mapValues(\.file)
        let (postinst, prerm, postrm) = try (
            #require(scripts[.postinst]), #require(scripts[.prerm]), #require(scripts[.postrm])
        )
        let known = [
            "deb-systemd-helper unmask hello.service", "deb-systemd-helper --quiet was-enabled hello.service",
            "deb-systemd-helper enable hello.service", "systemctl --system daemon-reload",
        ]
        let account = ["systemd-sysusers hello.conf", "systemd-tmpfiles --create hello.conf"]
        #expect(
            try calls([(postinst, ["configure", ""])]) == account + known + ["deb-systemd-invoke start hello.service"])
        #expect(
            try calls([
                (prerm, ["upgrade", "1.2.4"]), (postrm, ["upgrade", "1.2.4"]), (postinst, ["configure", "1.2.3"]),
            ])
                == account + known + ["deb-systemd-invoke try-restart hello.service"])
        #expect(
            try calls([(prerm, ["remove"]), (postrm, ["remove"]), (postrm, ["purge"])]) == [
                "deb-systemd-invoke stop hello.service", "systemctl --system daemon-reload",
                "deb-systemd-helper purge hello.service",
            ])
        let preinst = try #require(scripts[.preinst])
        // dpkg configures what was removed before by the version that was removed.
        #expect(
            try calls([(preinst, ["install", "1.2.3"]), (postinst, ["configure", "1.2.3"])])
                == account + known + ["deb-systemd-invoke start hello.service"])
        #expect(
            try calls([
                (preinst, ["install", "1.2.3"]), (postinst, ["configure", "1.2.3"]), (preinst, ["upgrade", "1.2.3"]),
                (postinst, ["configure", "1.2.3"]),
            ]).last == "deb-systemd-invoke try-restart hello.service")
        let left = try units(isEnabled: false, isStarted: false, account: false).debianScripts().mapValues(\.file)
        #expect(
            try calls([(try #require(left[.postinst]), ["configure", ""])]) == [
                "deb-systemd-helper debian-installed hello.service", "deb-systemd-helper unmask hello.service",
                "deb-systemd-helper --quiet was-enabled hello.service", "deb-systemd-helper enable hello.service",
                "deb-systemd-helper update-state hello.service", "systemctl --system daemon-reload",
            ])
    }

    @Test func `gives a new account what dpkg has unpacked as root's, and nothing that is not there or is a link`()
        throws
    {
        let mode = try #require(FileMode(bits: 0o2770))
        let owned = ["/run/its data", "/run/missing", "/run/link"].map {
            OwnedPlace(path: $0, owner: "hello", group: "adm", mode: mode)
        }
        func scripts(of user: String) throws -> [(text: String, arguments: [String])] {
            let account = SystemAccount(user: user, group: user, comment: "", home: "/var/lib/hello")
            let units = try SystemdUnits(package: "hello", units: [], account: account, owned: owned)
            let made = try units.debianScripts()
            let (preinst, postinst) = try (#require(made[.preinst]?.file), #require(made[.postinst]?.file))
            return [(preinst, ["install"]), (postinst, ["configure", ""]), (postinst, ["configure", "1.2.3"])]
        }
        func touched(_ user: String, beside more: [String] = ["chown", "chmod"]) throws -> [String] {
            let all = try calls(try scripts(of: user), beside: more) { folder in
                try folder.write("", to: "its data")
                try folder.run("ln", ["-s", "/etc", folder.path("link")])
            }
            return all.filter { !$0.hasPrefix("systemd-") }.map { $0.split(separator: "/")[0] + "its data" }
        }
        #expect(try touched("no-such-user") == ["chown hello:adm its data", "chmod 2770 its data"])
        #expect(try touched("no-such-user", beside: ["dpkg-statoverride"]) == ["dpkg-statoverride --list its data"])
        // An account that was there could have put a link into its folder, and dpkg knew it.
        #expect(try touched("root").isEmpty)
    }

    @Test func `leaves templates of units to their instances`() throws {
        let template = try SystemdUnits(package: "hello", units: ["hello@.service"], account: nil)
        #expect(try template.debianScripts().isEmpty)
        #expect(try template.rpmScripts().isEmpty)
    }

    @Test func `refuses a script with the line ends of Windows`() throws {
        #expect(throws: MergedScriptError.carriageReturn) {
            try units().debianScripts(merging: UserScripts(postinstall: "#!/bin/sh\r\necho\r\n"))
        }
    }

    @Test func `installs, upgrades and removes an rpm's service as systemd's macros do`() throws {
        let scripts = try units().rpmScripts().mapValues(\.file)
        let (pre, post, preun, postun) = try (
            #require(scripts[.preInstall]), #require(scripts[.postInstall]), #require(scripts[.preUninstall]),
            #require(scripts[.postUninstall])
        )
        #expect(
            try calls([(pre, ["1"]), (post, ["1"])]) == [
                "systemd-sysusers --replace=/usr/lib/sysusers.d/hello.conf -", "systemd-tmpfiles --create hello.conf",
                "systemctl --no-reload preset hello.service",
            ])
        #expect(
            try calls([(post, ["2"]), (preun, ["1"]), (postun, ["1"])]) == [
                "systemd-tmpfiles --create hello.conf", "systemctl try-restart hello.service",
            ])
        #expect(
            try calls([(preun, ["0"]), (postun, ["0"])]) == ["systemctl --no-reload disable --now hello.service"])
    }
}

// SPDX-License-Identifier: Apache-2.0
import Project

extension SystemdService {
    /// The unit file, hardened as far as a network server allows: systemd.exec(5), "Sandboxing".
    ///
    /// It loads without a warning from systemd 247 (Debian 11) on; 239 (EL8) ignores the directives that
    /// it does not know. A service of root keeps root's capabilities; all else holds for it too.
    package var unitText: String {
        var lines = ["[Unit]", "Description=" + Self.escaped(description)]
        if !documentation.isEmpty {
            lines.append("Documentation=" + documentation.map(Self.escaped).joined(separator: " "))
        }
        lines += ["After=network-online.target", "Wants=network-online.target", "", "[Service]"]
        if type != .simple { lines.append("Type=" + type.rawValue) }
        lines.append("ExecStart=" + command)
        lines += identityLines
        lines.append("Restart=" + restart.rawValue)
        if restart != .no { lines.append("RestartSec=2") }
        lines += environment.map { "Environment=\"\($0.name)=\(Self.quotable($0.value))\"" }
        lines.append("StateDirectory=" + name)
        lines.append("StateDirectoryMode=0750")
        if !writableFolders.isEmpty {
            lines.append("ReadWritePaths=" + writableFolders.map { "\"\(Self.quotable($0))\"" }.joined(separator: " "))
        }
        lines += ["", "# The sandbox: `systemctl edit \(unitName)` loosens it."] + sandboxLines
        lines += ["", "[Install]", "WantedBy=multi-user.target", ""]
        return lines.joined(separator: "\n")
    }

    private var identityLines: [String] {
        guard let user else {
            return ["DynamicUser=yes"] + (group.map { ["Group=" + $0] } ?? [])
        }
        return ["User=" + user, "Group=" + (group ?? user)]
    }

    private var sandboxLines: [String] {
        var lines = [
            "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes",
            "PrivateDevices=yes", "ProtectHostname=yes", "ProtectClock=yes", "ProtectKernelTunables=yes",
            "ProtectKernelModules=yes", "ProtectKernelLogs=yes", "ProtectControlGroups=yes",
            "ProtectProc=invisible", "LockPersonality=yes", "MemoryDenyWriteExecute=yes", "RemoveIPC=yes",
            "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK", "RestrictNamespaces=yes",
            "RestrictRealtime=yes", "RestrictSUIDSGID=yes", "SystemCallArchitectures=native",
            "SystemCallFilter=@system-service", "SystemCallErrorNumber=EPERM", "UMask=0027",
        ]
        if user != "root" {
            let kept = capabilities.joined(separator: " ")
            lines.append("CapabilityBoundingSet=" + kept)
            lines.append("AmbientCapabilities=" + kept)
        }
        return lines
    }

    /// One line of text in which `%` starts no specifier.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%%"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
        // A backslash at the end of a line would join the next one to it.
        while result.hasSuffix("\\") || result.hasSuffix(" ") { result.removeLast() }
        return result
    }

    /// The inside of a double-quoted item: systemd.syntax(7), "Quoting".
    private static func quotable(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": result += "%%"
            case "\"", "\\": result += "\\" + String(scalar)
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                result += "\\x" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

// SPDX-License-Identifier: Apache-2.0
import Formats

/// What is known of DLLs, by their names.
enum WindowsLibrary {
    /// The DLLs of a program that Windows 10 lacks.
    static func findings(_ image: PEImage, policy: AuditPolicy) -> [AuditFinding] {
        let allowed = Set(policy.allowedLibraries.map { $0.lowercased() })
        var seen: Set<String> = []
        return (image.importedLibraries + image.delayedLibraries).compactMap { name in
            let lowercased = name.lowercased()
            guard !isSystem(lowercased), !allowed.contains(lowercased), seen.insert(lowercased).inserted else {
                return nil
            }
            return AuditFinding(
                .library(name), "it needs `\(name)`, which isn't a part of Windows",
                hint: remedy(for: lowercased, named: name))
        }
    }

    private static func remedy(for lowercased: String, named name: String) -> String {
        if lowercased.hasPrefix("vcruntime") || lowercased.hasPrefix("msvcp") || lowercased.hasPrefix("concrt") {
            return "link the C runtime statically (`/MT`), or tell users to install the Visual C++ Redistributable"
        }
        if lowercased.hasPrefix("libgcc") || lowercased.hasPrefix("libstdc++") || lowercased.hasPrefix("libwinpthread")
        {
            return "link with `-static`"
        }
        return "link it statically, or put it beside the program and allow it by "
            + "`gates: {audit: {libraries: [\(name)]}}`"
    }

    private static func isSystem(_ name: String) -> Bool {
        if name.hasPrefix("api-ms-win-") || name.hasPrefix("ext-ms-") { return true }
        let stem = name.hasSuffix(".dll") ? String(name.dropLast(4)) : name
        return system.contains(stem)
    }

    private static let system: Set<String> = [
        "advapi32", "bcrypt", "bcryptprimitives", "cfgmgr32", "combase", "comctl32", "comdlg32", "credui", "crypt32",
        "cryptbase", "d2d1", "d3d11", "d3d12", "dbghelp", "dnsapi", "dwmapi", "dwrite", "dxgi", "fwpuclnt", "gdi32",
        "gdiplus", "hid", "imm32", "iphlpapi", "kernel32", "kernelbase", "mpr", "mscoree", "msimg32", "msvcp_win",
        "msvcrt", "mswsock", "ncrypt", "netapi32", "normaliz", "ntdll", "ole32", "oleaut32", "opengl32", "pdh",
        "powrprof", "propsys", "psapi", "rpcrt4", "secur32", "setupapi", "shcore", "shell32", "shlwapi", "sspicli",
        "synchronization", "ucrtbase", "user32", "userenv", "usp10", "uxtheme", "version", "winhttp", "wininet",
        "winmm", "winspool.drv", "wintrust", "wldap32", "ws2_32", "wsock32", "wtsapi32",
    ]
}

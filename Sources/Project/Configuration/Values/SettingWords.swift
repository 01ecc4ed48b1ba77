// SPDX-License-Identifier: Apache-2.0

/// What makes a program's binaries.
package enum Builder: String, Sendable, Hashable, CaseIterable {
    case swift, go, command, prebuilt
}

/// How much of Swift is linked into a Linux binary.
package enum StaticLinking: String, Sendable, Hashable, CaseIterable {
    /// The Swift libraries; the system's C and C++ libraries are needed.
    case stdlib
    /// Everything, by `-static-executable`.
    case full
    /// Everything, by the Static Linux SDK of the target.
    case sdk
}

/// What a gate that finds something does.
package enum GateLevel: String, Sendable, Hashable, CaseIterable {
    case error, warning, off
}

package enum ArchiveFormat: String, Sendable, Hashable, CaseIterable {
    case tarGzip = "tar.gz"
    case tarXZ = "tar.xz"
    case tarZstd = "tar.zst"
    case zip
}

package enum PackageFormat: String, Sendable, Hashable, CaseIterable {
    case deb, rpm
}

/// `Restart=` of systemd.service(5).
package enum ServiceRestart: String, Sendable, Hashable, CaseIterable {
    case no
    case always
    case onSuccess = "on-success"
    case onFailure = "on-failure"
    case onAbnormal = "on-abnormal"
    case onAbort = "on-abort"
    case onWatchdog = "on-watchdog"
}

/// `Type=` of systemd.service(5).
package enum ServiceType: String, Sendable, Hashable, CaseIterable {
    case simple, exec, forking, oneshot, notify, dbus, idle
    case notifyReload = "notify-reload"
}

/// What an entry of a package is, beyond its bytes.
package enum PackageContentType: String, Sendable, Hashable, CaseIterable {
    case file
    /// A configuration file: kept when the user changed it; rpm puts the new one in its place and saves the old one.
    case config
    /// A configuration file that rpm leaves in place too; deb has no difference.
    case configNoReplace = "config|noreplace"
    case directory
    case symlink
    case doc
    case license
    /// rpm: owned and not packaged. deb: left out.
    case ghost
}

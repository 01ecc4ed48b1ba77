// SPDX-License-Identifier: Apache-2.0

/// What the exit code of a command tells its caller.
package enum ExitStatus: Int32, Sendable, Hashable, Codable, CaseIterable {
    case success = 0
    /// The work failed; the same command may be run again.
    case workFailed = 1
    /// The same command would fail again until something is changed.
    case needsChange = 2
    /// The command line is wrong (`EX_USAGE` of sysexits).
    case usage = 64
    /// The configuration is wrong (`EX_CONFIG` of sysexits).
    case configuration = 78
    /// 128 and SIGINT's number.
    case interrupted = 130
}

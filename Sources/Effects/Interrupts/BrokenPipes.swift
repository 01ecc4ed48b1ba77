// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What becomes of this process when what it writes is read by nobody any more.
package enum BrokenPipes {
    /// Makes it an error of the write, instead of the end of the process by SIGPIPE, and so of work that is under way.
    ///
    /// Programs that are started have all signals as they are by default.
    package static func failWrites() {
        signal(SIGPIPE, SIG_IGN)
    }
}

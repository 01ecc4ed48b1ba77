// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Keeps what is in this process's memory from being printed or left on the disk when it crashes.
package enum PrivateMemory {
    /// Takes Swift's crash reporter off, which prints the memory that registers point to, and allows no core dump.
    ///
    /// To be called once, while the process has a single thread.
    package static func protect() {
        for number in [SIGQUIT, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP] { _ = signal(number, SIG_DFL) }
        var limit = rlimit()
        #if canImport(Glibc)
            let kind = __rlimit_resource_t(RLIMIT_CORE.rawValue)
        #else
            let kind = RLIMIT_CORE
        #endif
        // The highest limit stays, so that programs started from here may ask for core dumps of their own.
        guard getrlimit(kind, &limit) == 0 else { return }
        limit.rlim_cur = 0
        _ = setrlimit(kind, &limit)
    }
}

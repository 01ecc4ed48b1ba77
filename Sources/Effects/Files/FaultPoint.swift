// SPDX-License-Identifier: Apache-2.0

#if DEBUG
    import Synchronization
    #if canImport(Darwin)
        import Darwin
    #elseif canImport(Musl)
        import Musl
    #else
        import Glibc
    #endif
#endif

/// The places at which tests let the process die: before each change of the file system, each program it runs and each
/// request it sends.
///
/// A debug build that is started with `FLEDGE_KILL_AT=<n>` ends itself at the n-th place as `kill -9` would. In a release
/// build there is nothing of it.
enum FaultPoint {
    /// Passes one place, or dies there.
    ///
    /// - Parameter dying: What is still done of the change before the end, such as half of a write.
    static func pass(_ dying: () -> Void = {}) {
        #if DEBUG
            guard let deadly, count.add(1, ordering: .relaxed).newValue == deadly else { return }
            dying()
            kill(getpid(), SIGKILL)
        #endif
    }

    #if DEBUG
        private static let deadly = getenv("FLEDGE_KILL_AT").flatMap { Int(String(cString: $0)) }
        private static let count = Atomic<Int>(0)
    #endif
}

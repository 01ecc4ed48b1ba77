// SPDX-License-Identifier: Apache-2.0

import Synchronization
#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The process group of a program that was run, which may outlive it.
final class ProcessGroup: Sendable {
    /// The leaders of the groups that are running.
    private static let running = Mutex<Set<pid_t>>([])

    private let leader = Mutex<pid_t?>(nil)

    var hasStarted: Bool { leader.withLock { $0 != nil } }

    func started(_ process: pid_t) {
        leader.withLock { $0 = process }
        Self.running.withLock { _ = $0.insert(process) }
    }

    /// Kills all groups that are running, from a signal's handler: it waits for nothing and allocates nothing.
    static func killAll() {
        _ = running.withLockIfAvailable { leaders in
            for leader in leaders { kill(-leader, SIGKILL) }
        }
    }

    /// Kills what the program left behind in its group and returns when that is gone.
    ///
    /// The leader has been waited for. While any member lives, the system gives its number to no other process.
    func end() async {
        guard let group = leader.withLock({ $0 }) else { return }
        Self.running.withLock { _ = $0.remove(group) }
        guard kill(-group, SIGKILL) == 0 else { return }
        // Orphans are collected by init, in its own time; where no init does, they stay as zombies.
        for _ in 0..<100 where kill(-group, 0) == 0 {
            usleep(1000)
        }
    }
}

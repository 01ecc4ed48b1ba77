// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The processors that this process may use.
package enum ProcessorCount {
    /// How many are there, at least 1.
    package static var active: Int {
        max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }
}

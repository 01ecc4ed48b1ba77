// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The machine's clock.
package struct SystemClock: ReleaseClock {
    package init() {}

    package func now() -> Int64 {
        Int64(time(nil))
    }
}

// SPDX-License-Identifier: Apache-2.0

/// How a tar stream stores what a ustar header has no room for.
package enum TarDialect: Sendable, Hashable {
    /// GNU tar's `L` and `K` entries and base-256 numbers: all that dpkg before 1.22 reads.
    case gnu
    /// pax extended headers (POSIX.1-2001), for names that are long or not ASCII and large numbers.
    case pax
}

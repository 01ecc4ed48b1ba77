// SPDX-License-Identifier: Apache-2.0

/// Memory that this process does not use any more.
package enum FreedMemory {
    /// Gives it back to the system, which some allocators put off: for the moment between two steps that take much.
    package static func giveBack() {
        #if canImport(Glibc)
            _ = mallocTrim(0)
        #endif
    }
}

#if canImport(Glibc)
    /// The C library's own, whose header is not imported.
    @_silgen_name("malloc_trim")
    private func mallocTrim(_ pad: Int) -> Int32
#endif

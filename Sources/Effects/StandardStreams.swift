// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Standard input, output and error, as whoever started this process left them.
package enum StandardStreams {
    /// Makes a write that cannot be done an error of that write, whatever the streams are. Call it first of all.
    package static func prepare() {
        BrokenPipes.failWrites()
        // The number of a stream that was closed would go to the next file that is opened, and with it what is printed.
        for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) == -1 {
            _ = open("/dev/null", O_RDONLY)
        }
    }
}

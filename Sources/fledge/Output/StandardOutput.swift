// SPDX-License-Identifier: Apache-2.0
import Project
import SystemPackage

/// Standard output, which is for data alone, and so has to arrive.
enum StandardOutput {
    /// Writes a line.
    static func print(_ text: String) throws {
        try write(text + "\n")
    }

    static func write(_ text: String) throws {
        try write(Array(text.utf8))
    }

    /// - Throws: A `Diagnostic` where they can't be written; a bare `Verdict` where the reader has gone, which as a rule
    ///   has read what it wanted, as `head` does.
    static func write(_ bytes: [UInt8]) throws {
        do {
            try FileDescriptor.standardOutput.writeWhole(bytes)
        } catch Errno.brokenPipe {
            throw Verdict(.workFailed)
        } catch {
            throw Diagnostic(
                "cannot write to standard output", hint: "send it where it can be written, and run the command again",
                cause: error, exit: .workFailed)
        }
    }
}

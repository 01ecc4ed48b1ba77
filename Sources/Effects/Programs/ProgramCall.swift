// SPDX-License-Identifier: Apache-2.0

package import SystemPackage

/// One program to run, with all that it may see and use.
package struct ProgramCall: Sendable {
    /// How the program is found.
    package enum Program: Sendable, Hashable {
        /// Searched for in the `PATH` of the child's environment.
        case name(String)
        case path(FilePath)
    }

    /// The child's environment.
    package enum ChildEnvironment: Sendable, Hashable {
        /// `Environment.minimal` of the runner's machine, and these.
        case minimal(adding: [String: String] = [:])
        /// These and nothing else.
        case exactly([String: String])
    }

    /// A line that the program wrote, without its line break; what is not UTF-8 is repaired.
    package struct Line: Sendable, Hashable {
        package enum Stream: Sendable, Hashable { case output, error }
        package let stream: Stream
        package let text: String

        package init(stream: Stream, text: String) {
            self.stream = stream
            self.text = text
        }
    }

    package var program: Program
    package var arguments: [String]
    /// Nil is this process's own.
    package var workingDirectory: FilePath?
    package var environment: ChildEnvironment
    /// What the program reads from standard input, which then ends.
    package var input: [UInt8]
    /// The bytes kept of each output stream: the first half and the last half of them when there are more.
    package var outputLimit: Int
    /// When the whole process group is told to end. Nil waits for ever.
    package var timeout: Duration?
    /// How long a process group that was told to end may take before it is killed.
    package var grace: Duration
    /// Called for every line as it comes; the lines of one stream in order. A line over 64 KiB comes in pieces.
    package var onLine: (@Sendable (Line) -> Void)?

    package init(
        _ program: Program, _ arguments: [String] = [], workingDirectory: FilePath? = nil,
        environment: ChildEnvironment = .minimal(), input: [UInt8] = [], outputLimit: Int = 1 << 20,
        timeout: Duration? = nil, grace: Duration = .seconds(5), onLine: (@Sendable (Line) -> Void)? = nil
    ) {
        self.program = program
        self.arguments = arguments
        self.workingDirectory = workingDirectory
        self.environment = environment
        self.input = input
        self.outputLimit = outputLimit
        self.timeout = timeout
        self.grace = grace
        self.onLine = onLine
    }

    /// The program's name or path, for messages.
    package var name: String {
        switch program {
        case .name(let name): name
        case .path(let path): path.string
        }
    }

    /// The command as a person would type it in a POSIX shell.
    package var commandLine: String {
        ([name] + arguments).map(Self.quoted).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "+"),
                UInt8(ascii: "@"), UInt8(ascii: "%"):
                true
            default: false
            }
        }
        if plain && !word.isEmpty { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A script of a package: the project's own text, with Fledge's commands before and after it.
///
/// Where the project's text has the token `#DEBHELPER#`, all of Fledge's commands stand there instead.
/// Otherwise the project's text runs in a subshell, so that an `exit` in it ends only itself, and its
/// failure fails the script.
package struct MergedScript: Sendable, Hashable {
    static let token = "#DEBHELPER#"

    /// The interpreter's path and its arguments.
    package let interpreter: [String]
    /// All lines after the `#!` line; ends with a line break.
    package let body: String

    /// - Parameters:
    ///   - own: The project's script; nil where it has none.
    ///   - before: Commands that prepare what the project's script may use.
    ///   - after: Commands that need what the project's script did.
    /// - Returns: nil when there is nothing to do.
    /// - Throws: `MergedScriptError` for a script of another language that would have to be merged.
    package init?(own: String?, before: [String], after: [String]) throws(MergedScriptError) {
        guard let own else {
            if before.isEmpty, after.isEmpty { return nil }
            interpreter = ["/bin/sh"]
            body = Self.text(["set -e"] + before + after)
            return
        }
        guard !own.utf8.contains(0) else { throw .zeroByte }
        // The kernel takes the carriage return for a part of the interpreter's name.
        guard !own.unicodeScalars.contains("\r") else { throw .carriageReturn }
        var lines = own.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var words = ["/bin/sh"]
        if let first = lines.first, first.hasPrefix("#!") {
            words = first.dropFirst(2).split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
            lines.removeFirst()
        }
        // `<lua>` is the interpreter in rpm itself.
        guard let program = words.first, program.hasPrefix("/") || program == "<lua>" else {
            throw .interpreter(words.joined(separator: " "))
        }
        while lines.last == "" { lines.removeLast() }
        if before.isEmpty, after.isEmpty {
            interpreter = words
            body = Self.text(lines.filter { !Self.isToken($0) })
            return
        }
        guard let shell = Self.shell(words) else { throw .language(words.joined(separator: " ")) }
        if let place = lines.firstIndex(where: Self.isToken) {
            interpreter = words
            lines.replaceSubrange(place...place, with: before + after)
            body = Self.text(lines.filter { !Self.isToken($0) })
            return
        }
        interpreter = [shell.path]
        let options = shell.options.isEmpty ? [] : ["set " + shell.options.joined(separator: " ")]
        body = Self.text(["set -e"] + before + ["(", "set +e"] + options + lines + [")"] + after)
    }

    /// The whole file with its `#!` line.
    package var file: String {
        "#!" + interpreter.joined(separator: " ") + "\n" + body
    }

    private static func isToken(_ line: String) -> Bool {
        line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init) == [token]
    }

    private static func text(_ lines: [String]) -> String {
        lines.joined(separator: "\n") + "\n"
    }

    /// The shell of a `#!` line and the options that it sets; nil for another language.
    private static func shell(_ words: [String]) -> (path: String, options: [String])? {
        var words = words[...]
        var path = words.removeFirst()
        if path.hasSuffix("/env") {
            if words.first == "-S" { words.removeFirst() }
            guard let name = words.popFirst(), !name.contains("/") else { return nil }
            path = "/bin/" + name
        }
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        guard ["sh", "dash", "ash", "bash", "ksh"].contains(name) else { return nil }
        let isPlain = words.allSatisfy { word in
            word.hasPrefix("-") && word.utf8.dropFirst().allSatisfy { "eufxvnC".utf8.contains($0) }
        }
        return isPlain ? (path, Array(words)) : nil
    }
}

/// Why a project's script can't become a script of a package.
package enum MergedScriptError: Error, Sendable, Hashable {
    case zeroByte
    /// It has the line ends of Windows.
    case carriageReturn
    /// The `#!` line names no absolute path.
    case interpreter(String)
    /// Fledge has commands to add, and the script is in no shell.
    case language(String)
}

extension MergedScriptError {
    /// What the user can do.
    var advice: String {
        switch self {
        case .zeroByte: "name a text"
        case .carriageReturn: "write it with LF alone, and say `*.sh text eol=lf` in .gitattributes"
        case .interpreter: "begin it with a line such as `#!/bin/sh`"
        case .language: "write it for `/bin/sh`, or call the other language's program from such a script"
        }
    }
}

extension MergedScriptError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .zeroByte: "it is no text"
        case .carriageReturn: "it has Windows line ends (CR LF), with which no shell runs it"
        case .interpreter(let line): "its first line names the interpreter `\(line)`, which is no absolute path"
        case .language(let line): "commands for the service must be added to it, and `\(line)` is no plain POSIX shell"
        }
    }
}

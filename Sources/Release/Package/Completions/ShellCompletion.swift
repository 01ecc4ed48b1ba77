// SPDX-License-Identifier: Apache-2.0

/// The shells whose completions packages install, with the places that the distributions load them from.
package enum ShellCompletion: String, Sendable, Hashable, CaseIterable {
    case bash, zsh, fish

    /// The shell of a completion file, by its name: `hello.bash`, `hello.bash-completion`, `_hello`, `hello.zsh`, `hello.fish`.
    package init?(file path: String) {
        let name = path.split(separator: "/").last ?? ""
        if name.hasSuffix(".fish") {
            self = .fish
        } else if name.hasSuffix(".bash") || name.hasSuffix(".bash-completion") {
            self = .bash
        } else if name.hasSuffix(".zsh") || name.hasPrefix("_") {
            self = .zsh
        } else {
            return nil
        }
    }

    /// The command that a completion file is for.
    package static func command(ofFile path: String) -> String {
        var name = path.split(separator: "/").last ?? ""
        if name.hasPrefix("_") { name.removeFirst() }
        for suffix in [".bash", ".zsh", ".fish", ".bash-completion", "-completion"] where name.hasSuffix(suffix) {
            name.removeLast(suffix.count)
        }
        return String(name)
    }

    /// The usual name of a completion file that is not installed.
    package func fileName(command: String) -> String {
        switch self {
        case .bash: "\(command).bash"
        case .zsh: "_\(command)"
        case .fish: "\(command).fish"
        }
    }

    /// The absolute path at which a `.deb` has the completion of a command.
    package func debPath(command: String) -> String {
        self == .zsh ? "/usr/share/zsh/vendor-completions/_\(command)" : sharedPath(command)
    }

    /// The absolute path at which an `.rpm` has the completion of a command.
    package func rpmPath(command: String) -> String {
        self == .zsh ? "/usr/share/zsh/site-functions/_\(command)" : sharedPath(command)
    }

    private func sharedPath(_ command: String) -> String {
        self == .fish
            ? "/usr/share/fish/vendor_completions.d/\(command).fish"
            : "/usr/share/bash-completion/completions/\(command)"
    }
}

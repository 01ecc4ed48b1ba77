// SPDX-License-Identifier: Apache-2.0

package import SystemPackage

/// Why a program could not be run to its end. How it ended is a `ProgramResult`, not an error.
package enum ProgramError: Error, Sendable, Hashable {
    /// No executable file of that name or path.
    case notFound(String)
    case workingDirectoryMissing(FilePath)
    /// The system refused to start it.
    case notStarted(String, reason: String)
    /// The task was cancelled; the process group has ended.
    case cancelled(String)
    /// Its output or input broke off.
    case disconnected(String, reason: String)
}

extension ProgramError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notFound(let name): "cannot find the program `\(name)`"
        case .workingDirectoryMissing(let path): "cannot run a program in `\(path)`: no such folder"
        case .notStarted(let name, let reason): "cannot start `\(name)`: \(reason)"
        case .cancelled(let name): "`\(name)` was interrupted"
        case .disconnected(let name, let reason): "lost the connection to `\(name)`: \(reason)"
        }
    }
}

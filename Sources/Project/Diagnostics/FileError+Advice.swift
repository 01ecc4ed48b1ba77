// SPDX-License-Identifier: Apache-2.0

package import Effects
import SystemPackage

extension FileError {
    /// What the user can do about it; nil where the reason says it all.
    var advice: String? {
        switch reason {
        case .system(.noSpace), .system(.diskQuotaExceeded): Self.adviceOnSpace
        case .system(.permissionDenied), .system(.notPermitted):
            "let this user change it (`ls -ld \(path)` shows the owner and mode), or run as its owner"
        case .system(.readOnlyFileSystem): "make the file system writable, or work in a copy elsewhere"
        case .system(.fileExists) where operation == .createFolder, .system(.notDirectory):
            "move away what has that name and is no folder"
        case .system(.tooManySymbolicLinkLevels): "remove the symbolic links that lead in a circle"
        case .changedWhileRead: "let nothing write to it meanwhile, and run the same command again"
        default: nil
        }
    }

    /// Whether the same command fails again until something is changed; a disk that is full now need not be so later.
    var needsChange: Bool {
        switch reason {
        case .system(.permissionDenied), .system(.notPermitted), .system(.readOnlyFileSystem), .system(.notDirectory),
            .system(.fileExists), .system(.fileNameTooLong), .system(.tooManySymbolicLinkLevels), .larger, .notUTF8,
            .notRegular:
            true
        case .system, .changedWhileRead: false
        }
    }
}

extension Diagnostic {
    /// What a user is told of a file operation that failed.
    package init(_ error: FileError) {
        self.init(
            message: error.description, hints: error.advice.map { [$0] } ?? [],
            exit: error.needsChange ? .needsChange : .workFailed)
    }
}

// SPDX-License-Identifier: Apache-2.0
import Project
import Repositories

extension StorageError {
    /// The error as users are told it; a task that was cancelled is just that.
    ///
    /// - Parameter keyPath: The setting that names the storage; nil where a command does.
    func explained(_ message: String, keyPath: String? = nil) -> any Error {
        switch self {
        case .cancelled: CancellationError()
        case .file(let error): Diagnostic(message, keyPath: keyPath, cause: error, exit: .workFailed)
        default:
            Diagnostic(
                message, keyPath: keyPath, hint: hint, cause: self, exit: needsChange ? .needsChange : .workFailed)
        }
    }
}

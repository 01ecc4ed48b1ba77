// SPDX-License-Identifier: Apache-2.0
package import Effects
package import SystemPackage

/// Why a storage did not do what was asked.
package enum StorageError: Error, Sendable, Hashable {
    case invalidKey(String)
    case tooLarge(String, limit: Int)
    /// `create` found an object, or another writer made it first.
    case alreadyExists(String)
    /// `replace` found another version than the one expected, or nothing.
    case conflict(String)
    /// A file that was to be stored is not the one that was hashed.
    case contentChanged(FilePath)
    /// A symbolic link below the root of a folder leads out of it.
    case leavesFolder(String, FilePath)
    case file(FileError)
    /// The task was cancelled.
    case cancelled
}

extension StorageError {
    /// Whether the same call would fail again until a person changes something.
    package var needsChange: Bool {
        switch self {
        case .invalidKey, .tooLarge, .contentChanged, .leavesFolder: true
        case .alreadyExists, .conflict, .file, .cancelled: false
        }
    }
}

extension StorageError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidKey(let key): "`\(key)` cannot be an object's key"
        case .tooLarge(let key, let limit): "`\(key)` is larger than \(limit) bytes"
        case .alreadyExists(let key): "`\(key)` exists already"
        case .conflict(let key): "`\(key)` was changed by someone else"
        case .contentChanged(let path): "`\(path)` changed while it was being published"
        case .leavesFolder(let key, let root): "`\(key)` is behind a symbolic link that leads out of `\(root)`"
        case .file(let error): error.description
        case .cancelled: "cancelled"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

package import SystemPackage

/// Why a secret could not be had.
package enum SecretError: Error, Sendable, Hashable {
    case missingVariable(String)
    /// Someone other than its owner can read the file, or this user does not own it.
    case readableByOthers(FilePath, mode: UInt32)
    case ownedByAnother(FilePath)
    case empty(FilePath)
    case unreadable(FileError)
}

extension SecretError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missingVariable(let name): "the environment variable `\(name)` is not set"
        case .readableByOthers(let path, let mode):
            "the secret in `\(path)` can be read by others (mode \(String(mode, radix: 8))): run `chmod 600 \(path)`"
        case .ownedByAnother(let path): "the secret in `\(path)` belongs to another user"
        case .empty(let path): "the secret in `\(path)` is empty"
        case .unreadable(let error): error.description
        }
    }
}

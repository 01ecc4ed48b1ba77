// SPDX-License-Identifier: Apache-2.0

package import SystemPackage

/// A file operation that the system, or a promise about the file, refused.
package struct FileError: Error, Sendable, Hashable {
    /// What was attempted, as the verb of the message.
    package enum Operation: String, Sendable, Hashable {
        case inspect, read, write, create, remove, list, copy, rename, link, lock, change
        case createFolder = "create the folder"
    }

    /// Why it failed.
    package enum Reason: Sendable, Hashable {
        case system(Errno)
        /// The file has more bytes than the caller accepts.
        case larger(limit: Int)
        /// The file is not what it was when reading began.
        case changedWhileRead
        case notUTF8
        /// Neither a regular file, a folder nor a symbolic link where one is needed.
        case notRegular
    }

    package let operation: Operation
    package let path: FilePath
    package let reason: Reason

    package init(_ operation: Operation, _ path: FilePath, _ reason: Reason) {
        self.operation = operation
        self.path = path
        self.reason = reason
    }

    package init(_ operation: Operation, _ path: FilePath, errno: Errno) {
        self.init(operation, path, .system(errno))
    }

    /// The system's error number, when it was the system that refused.
    package var errno: Errno? {
        if case .system(let errno) = reason { errno } else { nil }
    }
}

extension FileError: CustomStringConvertible {
    package var description: String {
        "cannot \(operation.rawValue) `\(path)`: \(reason)"
    }
}

extension FileError.Reason: CustomStringConvertible {
    package var description: String {
        switch self {
        case .system(let errno): errno.description
        case .larger(let limit): "it is larger than \(limit) bytes"
        case .changedWhileRead: "it changed while it was read"
        case .notUTF8: "it is not UTF-8 text"
        case .notRegular: "it is not a regular file"
        }
    }
}

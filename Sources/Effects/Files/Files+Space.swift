// SPDX-License-Identifier: Apache-2.0

package import SystemPackage

extension Files {
    /// What to say of a program's failure in a folder whose disk is full, which programs do not always say themselves.
    package func adviceOnSpace(at path: FilePath) -> String? {
        guard let space = try? freeSpace(at: path), space < 1 << 16 else { return nil }
        return FileError.adviceOnSpace
    }
}

extension FileError {
    /// What to do about a full disk.
    package static let adviceOnSpace = "free space on that disk; the same command goes on from there"
}

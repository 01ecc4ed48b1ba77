// SPDX-License-Identifier: Apache-2.0

package import SystemPackage

/// One name that `Files.walk` met.
package struct WalkEntry: Sendable, Hashable {
    /// From the folder walked; its bytes need not be UTF-8 (see `FilePath.utf8Text`).
    package let relativePath: FilePath
    package let path: FilePath
    package let status: FileStatus
}

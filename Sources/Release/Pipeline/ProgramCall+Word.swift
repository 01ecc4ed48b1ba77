// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage

extension ProgramCall.Program {
    /// The program that a command's first word names: a path, from `folder` unless it is absolute, or a name on the `PATH`.
    init(word: String, in folder: FilePath) {
        // An absolute path replaces the folder.
        self = word.contains("/") ? .path(folder.pushing(FilePath(word))) : .name(word)
    }
}

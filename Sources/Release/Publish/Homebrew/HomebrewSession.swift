// SPDX-License-Identifier: Apache-2.0

/// What one run has written to a tap, for the steps that follow and for taking it back.
actor HomebrewSession {
    /// The commit that was made and where it begins; nil where the tap is empty and takes none yet.
    private(set) var staged: (commit: String, parent: String?)?
    private(set) var isStaged = false
    /// What the run writes, and what was there before, by path.
    private(set) var written: [String: [UInt8]] = [:]
    private(set) var before: [String: [UInt8]] = [:]
    private(set) var isCommitting = false

    func stage(_ commit: (commit: String, parent: String?)?, written: [String: [UInt8]], before: [String: [UInt8]]) {
        staged = commit
        isStaged = true
        self.written = written
        self.before = before
    }

    func beginCommitting() { isCommitting = true }
}

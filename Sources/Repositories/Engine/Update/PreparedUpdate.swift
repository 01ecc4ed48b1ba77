// SPDX-License-Identifier: Apache-2.0

/// An update whose packages and index files are stored, and that no reader sees yet.
struct PreparedUpdate {
    /// The version of the head that it goes on from; nil for a new repository.
    let stored: ObjectVersion?
    /// What that head says.
    let base: RepositoryHead
    let plan: UpdatePlan
    /// What the small files' versions were before the head claims a generation.
    let pointers: PointerWriting
    /// Nil where nothing changes.
    var next: NextGeneration?
    var finishedEarlierRun = false
}

// SPDX-License-Identifier: Apache-2.0

/// The files that go into an archive: their entries in order, and a way to open each one's bytes.
///
/// Writers read every file once. A file that yields more or fewer bytes than its entry's size
/// has changed meanwhile, and the writer throws `ContentChanged`.
package protocol ArchiveContents: Sendable {
    /// The entries, in the order in which they are written.
    var entries: [ArchiveEntry] { get }

    /// Opens the content of the regular file `entries[index]`.
    func open(_ index: Int) throws -> any ByteSource
}

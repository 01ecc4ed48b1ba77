// SPDX-License-Identifier: Apache-2.0
import Formats

/// `repomd.xml`: the file that names all others of a group.
struct RepositoryMetadata: Sendable {
    /// The files, with the places that they have from the group's folder.
    let files: [(index: PublishedIndex, file: PublishedFile, href: String)]
    /// The publication's time.
    let revision: Int64

    /// The document, without a line break behind it.
    var text: String {
        var out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        out += "<repomd xmlns=\"\(YumNamespace.repo)\" xmlns:rpm=\"\(YumNamespace.rpm)\">\n"
        out += "  <revision>\(revision)</revision>\n"
        for (index, file, href) in files {
            out += "  <data type=\"\(index.name)\">\n"
            out += "    <checksum type=\"sha256\">\(file.sha256)</checksum>\n"
            if let digest = index.uncompressedDigest {
                out += "    <open-checksum type=\"sha256\">\(digest)</open-checksum>\n"
            }
            out += "    <location href=\"\(href)\"/>\n"
            out += "    <timestamp>\(revision)</timestamp>\n"
            out += "    <size>\(file.size)</size>\n"
            out += "    <open-size>\(index.uncompressedSize)</open-size>\n"
            out += "  </data>\n"
        }
        return out + "</repomd>"
    }
}

// SPDX-License-Identifier: Apache-2.0
import Crypto
import Formats

/// The metalink of a group: the file that switches all readers of its `.repo` file to a generation at once.
///
/// dnf reads `repomd.xml` and its signature with two requests, between which a publication may come. So it is given two
/// addresses for them and the digest of the one `repomd.xml` that will do. The first address is the group's own folder,
/// whose `repomd.xml` never has that digest: it ends in a line break, the generation's does not. dnf passes on to the second
/// one, the generation's folder, which never changes, and takes file and signature from there; and for all other files, whose
/// names are made of their content, it goes back to the first. zypper takes all from the first.
struct YumMetalink: Sendable {
    /// The generation's `repomd.xml`.
    let metadata: String
    let time: Int64
    /// The addresses of folders that have `repodata/`, the preferred one first.
    let folders: [String]

    var text: String {
        var out = """
            <?xml version="1.0" encoding="UTF-8"?>
            <metalink version="3.0" xmlns="http://www.metalinker.org/" \
            xmlns:mm0="http://fedorahosted.org/mirrormanager">
              <files>
                <file name="repomd.xml">
                  <mm0:timestamp>\(time)</mm0:timestamp>
                  <size>\(metadata.utf8.count)</size>
                  <verification>
                    <hash type="sha256">\(Self.digest(of: metadata))</hash>
                  </verification>
                  <resources maxconnections="1">

            """
        for (index, folder) in folders.enumerated() {
            let address = XMLText.escaped(folder + "repodata/repomd.xml")
            let scheme = address.prefix { $0 != ":" }
            out +=
                "        <url protocol=\"\(scheme)\" type=\"\(scheme)\" preference=\"\(100 - index)\">\(address)</url>\n"
        }
        return out + "      </resources>\n    </file>\n  </files>\n</metalink>\n"
    }

    /// What the metalink says of a `repomd.xml`.
    static func digest(of metadata: String) -> DigestValue {
        DigestValue(Array(SHA256.hash(data: Array(metadata.utf8))))
    }
}

extension XMLText {
    /// Text as the content of an element or an attribute.
    static func escaped(_ text: String) -> String {
        var out = XMLText()
        out.attribute(text.utf8)
        return String(decoding: out.bytes, as: UTF8.self)
    }
}

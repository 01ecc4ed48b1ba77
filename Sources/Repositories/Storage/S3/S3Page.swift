// SPDX-License-Identifier: Apache-2.0
import Effects

/// One page of a listing (ListObjectsV2).
struct S3Page: Sendable, Hashable {
    struct Object: Sendable, Hashable {
        let key: String
        let size: UInt64
        let modified: Int64
        let tag: String?
    }

    let objects: [Object]
    /// The token of the page after it.
    let next: String?

    init?(parsing bytes: [UInt8]) {
        guard let document = S3Document(parsing: bytes), document.name == "ListBucketResult" else { return nil }
        var objects: [Object] = []
        for entry in document.all("Contents") {
            guard let key = entry["Key"], let size = entry["Size"].flatMap({ UInt64($0) }),
                let modified = entry["LastModified"].flatMap(WebDate.init(timestamp:))
            else { return nil }
            objects.append(Object(key: key, size: size, modified: modified.seconds, tag: entry["ETag"]))
        }
        self.objects = objects
        next = document["IsTruncated"] == "true" ? document["NextContinuationToken"] : nil
    }
}

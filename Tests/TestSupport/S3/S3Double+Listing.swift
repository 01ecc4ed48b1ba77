// SPDX-License-Identifier: Apache-2.0

extension S3Double {
    /// ListObjectsV2, whose token is the last key of the page before, in hexadecimal digits.
    func list(_ query: [String: String]) -> TestResponse {
        let known: Set<String> = ["list-type", "prefix", "continuation-token", "max-keys"]
        guard known.isSuperset(of: query.keys) else { return error(501, "NotImplemented", "\(query.keys)") }
        let prefix = query["prefix"] ?? ""
        let after = query["continuation-token"].map(Self.fromDigits)
        let all = objects.filter { $0.key.utf8.starts(with: prefix.utf8) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .filter { entry in after.map { $0.utf8.lexicographicallyPrecedes(entry.key.utf8) } ?? true }
        let page = all.prefix(min(rules.pageSize, query["max-keys"].flatMap { Int($0) } ?? 1000))
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>\(rules.bucket)</Name>"
        text += "<Prefix>\(Self.escaped(prefix))</Prefix><KeyCount>\(page.count)</KeyCount>"
        text += "<IsTruncated>\(page.count < all.count)</IsTruncated>"
        if page.count < all.count, let last = page.last {
            let digits = Self.hexadecimal(Array(last.key.utf8))
            text += "<NextContinuationToken>\(digits)</NextContinuationToken>"
        }
        for (key, object) in page {
            text += "<Contents><Key>\(Self.escaped(key))</Key><LastModified>\(HTTPTime.timestamp(object.modified))"
            text += "</LastModified><ETag>\(Self.escaped(object.tag))</ETag><Size>\(object.bytes.count)</Size>"
            text += "<StorageClass>STANDARD</StorageClass></Contents>"
        }
        return TestResponse(headers: ["Content-Type": "application/xml"], text: text + "</ListBucketResult>")
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&#34;"
            default: result.append(character)
            }
        }
        return result
    }

    private static func fromDigits(_ digits: String) -> String {
        let bytes = stride(from: 0, to: digits.utf8.count, by: 2).compactMap { offset in
            UInt8(digits.dropFirst(offset).prefix(2), radix: 16)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

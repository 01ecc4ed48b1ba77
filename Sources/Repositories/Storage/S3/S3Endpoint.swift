// SPDX-License-Identifier: Apache-2.0

/// Where a bucket is, and how its objects' URLs look.
package struct S3Endpoint: Sendable, Hashable {
    /// `http` or `https`.
    package let scheme: String
    /// As the `Host` field has it: with a port unless it is the scheme's own.
    package let host: String
    package let region: String
    /// What stands before an object's key in the path, percent-encoded: empty, or `/bucket`.
    let root: String

    /// The bucket in Amazon's own service: the bucket is part of the host's name, unless a dot in it would be taken for a
    /// part of the domain by TLS.
    package init(bucket: String, region: String) {
        let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        let isPathStyle = bucket.contains(".")
        scheme = "https"
        host = (isPathStyle ? "" : bucket + ".") + "s3.\(region).\(domain)"
        root = isPathStyle ? "/" + S3Coding.encode(bucket) : ""
        self.region = region
    }

    /// The bucket at another service, as the first part of the path.
    ///
    /// - Parameter endpoint: `https://host:port/path`; nil is returned for what is none.
    package init?(bucket: String, region: String, endpoint: String) {
        guard let separator = endpoint.firstRange(of: "://") else { return nil }
        let scheme = endpoint[..<separator.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        var rest = endpoint[separator.upperBound...]
        guard !rest.contains(where: { $0 == "?" || $0 == "#" || $0 == "@" || $0.isWhitespace }) else { return nil }
        while rest.hasSuffix("/") { rest.removeLast() }
        let authority = rest.prefix { $0 != "/" }
        guard !authority.isEmpty, authority != ":" else { return nil }
        let ownPort = scheme == "https" ? ":443" : ":80"
        self.scheme = scheme
        host = (authority.hasSuffix(ownPort) ? authority.dropLast(ownPort.count) : authority).lowercased()
        root = rest.dropFirst(authority.count) + "/" + S3Coding.encode(bucket)
        self.region = region
    }

    /// The percent-encoded path of an object, or of the bucket for an empty key.
    func path(_ key: String) -> String {
        let path = root + "/" + S3Coding.encode(key, keepingSlashes: true)
        return key.isEmpty && !root.isEmpty ? root : path
    }

    func url(_ path: String, query: String) -> String {
        "\(scheme)://\(host)\(path)" + (query.isEmpty ? "" : "?" + query)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Why a storage cannot be opened; all of it is for the user to change.
package enum StorageLocationError: Error, Sendable, Hashable {
    case unknownScheme(String)
    case noPath(String)
    case noBucket(String)
    case badPrefix(String)
    case badEndpoint(variable: String)
    case badRegion(String)
    case missingRegion(bucket: String)
    case missingCredentials(bucket: String, [String])
    /// A place that is opened in another way.
    case isNoStorage(String)
    case noRepository(String)
}

extension StorageLocationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownScheme(let text): "`\(text)` is no storage that Fledge knows"
        case .noPath(let text): "`\(text)` is no path of a folder"
        case .noBucket(let text): "`\(text)` names no bucket"
        case .badPrefix(let text): "`\(text)` has a prefix that cannot be one of objects"
        case .badEndpoint(let variable): "`\(variable)` is no http or https URL"
        case .badRegion(let region): "`\(region)` is no region"
        case .missingRegion(let bucket): "the region of the bucket `\(bucket)` is not known"
        case .missingCredentials(let bucket, let names):
            "there are no credentials for the bucket `\(bucket)`: "
                + names.map { "`\($0)`" }.joined(separator: " and ") + (names.count == 1 ? " is" : " are") + " not set"
        case .isNoStorage(let text): "`\(text)` keeps no objects by itself"
        case .noRepository(let text): "`\(text)` names no repository on GitHub"
        }
    }

    /// What the user can do.
    package var hint: String {
        switch self {
        case .unknownScheme, .noPath, .isNoStorage:
            "write a path, `file:///path`, `s3://bucket/prefix` or `github:owner/name`"
        case .noRepository: "write `github:owner/name`, or set `GITHUB_REPOSITORY`"
        case .noBucket: "write `s3://bucket/prefix`; a bucket has 3 to 63 letters, digits, dots and hyphens"
        case .badPrefix: "write `s3://bucket/prefix` without empty parts, `.` and `..`"
        case .badEndpoint(let variable): "set `\(variable)` to a URL such as `https://s3.example.org`"
        case .badRegion: "set `AWS_REGION` to a region such as `eu-central-1`"
        case .missingRegion:
            "set `AWS_REGION`, and for a service other than Amazon's also `AWS_ENDPOINT_URL_S3`"
        case .missingCredentials:
            "set `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, for temporary credentials also `AWS_SESSION_TOKEN`"
        }
    }
}

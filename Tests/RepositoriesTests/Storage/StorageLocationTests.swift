// SPDX-License-Identifier: Apache-2.0
import Effects
import Repositories
import SystemPackage
import Testing

@Suite("Storage locations")
struct StorageLocationTests {
    @Test(arguments: [
        ("/srv/www", StorageLocation.folder("/srv/www")), ("www", .folder("/here/www")), (".", .folder("/here/.")),
        ("file:///srv/a%20b", .folder("/srv/a b")), ("FILE://localhost/srv", .folder("/srv")),
        ("s3://packages", .s3(bucket: "packages", prefix: "")), ("s3://packages/", .s3(bucket: "packages", prefix: "")),
        ("s3://my.bucket-1/a/b c/", .s3(bucket: "my.bucket-1", prefix: "a/b c")), ("github", .gitHub(repository: nil)),
        ("github:ada/packages.x", .gitHub(repository: "ada/packages.x")),
    ])
    func `are read as people write them`(_ text: String, _ location: StorageLocation) throws {
        #expect(try StorageLocation(parsing: text, in: "/here") == location)
    }

    @Test(arguments: [
        ("", StorageLocationError.noPath("")), ("gs://bucket", .unknownScheme("gs://bucket")),
        ("file://server/share", .noPath("file://server/share")), ("file://", .noPath("file://")),
        ("file:///a%zz", .noPath("file:///a%zz")), ("file:///a%00", .noPath("file:///a%00")),
        ("s3://", .noBucket("s3://")), ("s3://a", .noBucket("s3://a")), ("s3://a b c", .noBucket("s3://a b c")),
        ("s3://bucket/a//b", .badPrefix("s3://bucket/a//b")), ("s3://bucket/../b", .badPrefix("s3://bucket/../b")),
        ("github:ada", .noRepository("github:ada")), ("github:ada/../x", .noRepository("github:ada/../x")),
        ("github:ada/..", .noRepository("github:ada/..")), ("github:/x", .noRepository("github:/x")),
    ])
    func `are refused with a reason`(_ text: String, _ error: StorageLocationError) {
        #expect(throws: error) { try StorageLocation(parsing: text) }
    }

    @Test func `say what is missing in the environment`() throws {
        let location = try StorageLocation(parsing: "s3://packages")
        func open(_ values: [String: String]) throws(StorageLocationError) -> any RepositoryStorage {
            try location.open(Environment(values), web: Web(), clock: SystemClock())
        }
        let region = #expect(throws: StorageLocationError.missingRegion(bucket: "packages")) { try open([:]) }
        #expect(region?.description == "the region of the bucket `packages` is not known")
        let credentials = #expect(throws: StorageLocationError.self) { try open(["AWS_REGION": "eu-west-1"]) }
        #expect(
            credentials?.description
                == "there are no credentials for the bucket `packages`: `AWS_ACCESS_KEY_ID` and "
                + "`AWS_SECRET_ACCESS_KEY` are not set")
        let secret = #expect(throws: StorageLocationError.self) {
            try open(["AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "x"])
        }
        #expect(
            secret?.description
                == "there are no credentials for the bucket `packages`: `AWS_SECRET_ACCESS_KEY` is not set")
        #expect(throws: StorageLocationError.badEndpoint(variable: "AWS_ENDPOINT_URL")) {
            try open(["AWS_ENDPOINT_URL": "localhost:9000"])
        }
        #expect(throws: StorageLocationError.badRegion("a/b")) { try open(["AWS_REGION": "a/b"]) }
        let all = ["AWS_DEFAULT_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y"]
        #expect(try open(all).location == "s3://packages")
    }
}

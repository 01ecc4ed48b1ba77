// SPDX-License-Identifier: Apache-2.0
import Effects
import Repositories
import Testing

/// The examples of the Amazon S3 API Reference, "Signature Calculations for the Authorization Header".
@Suite("S3 signatures")
struct S3SignatureTests {
    private let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    private func authorization(
        _ method: WebMethod, _ path: String, _ query: String = "", _ fields: [String: String] = [:], digest: String
    ) -> String? {
        let credentials = S3Credentials(
            accessKeyID: "AKIAIOSFODNN7EXAMPLE",
            secretAccessKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
        return S3Signature(credentials: credentials, region: "us-east-1", time: 1_369_353_600).fields(
            method: method, path: path, query: query,
            fields: fields.merging(["Host": "examplebucket.s3.amazonaws.com"]) { $1 }, bodyDigest: digest)[
                "Authorization"]
    }

    private func expected(_ names: String, _ signature: String) -> String {
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
            + "SignedHeaders=\(names), Signature=\(signature)"
    }

    @Test func `are as documented for an object`() {
        #expect(
            authorization(.get, "/test.txt", "", ["Range": "bytes=0-9"], digest: empty)
                == expected(
                    "host;range;x-amz-content-sha256;x-amz-date",
                    "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"))
    }

    @Test func `are as documented for an upload`() {
        let fields = ["Date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"]
        #expect(
            authorization(
                .put, "/test%24file.text", "", fields,
                digest: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072")
                == expected(
                    "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                    "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"))
    }

    @Test(arguments: [
        ("lifecycle=", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        ("max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
    ])
    func `are as documented for a query`(_ query: String, _ signature: String) {
        #expect(
            authorization(.get, "/", query, digest: empty)
                == expected("host;x-amz-content-sha256;x-amz-date", signature))
    }

    @Test(arguments: [
        (0, "19700101T000000Z"), (1_369_353_600, "20130524T000000Z"), (951_782_399, "20000228T235959Z"),
        (951_782_400, "20000229T000000Z"), (951_868_800, "20000301T000000Z"), (4_102_444_799, "20991231T235959Z"),
    ])
    func `carry the time`(_ seconds: Int64, _ text: String) {
        #expect(WebDate(seconds: seconds).basicTimestamp == text)
    }
}

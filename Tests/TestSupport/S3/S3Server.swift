// SPDX-License-Identifier: Apache-2.0
package import Effects
import Foundation
package import Repositories
import SystemPackage

/// A store of others that tests talk to; one of each kind runs while the test process does.
package enum S3Server: String, CaseIterable, Sendable {
    /// SeaweedFS: honours conditions.
    case weed
    /// rclone over a folder: overwrites in spite of conditions.
    case rclone

    package static let accessKeyID = "fledgekey"
    package static let secretAccessKey = "fledgesecret"
    package static let region = "us-east-1"
    package static let bucket = "bucket"

    /// Whether the program is on the `PATH`; `scripts/bootstrap test` installs it.
    package var isInstalled: Bool { ForeignTool.areThere(rawValue) }

    /// The server's URL; it is started by the first call.
    package func url() async throws -> String {
        switch self {
        case .weed: try await Self.runningWeed.value
        case .rclone: try await Self.runningRclone.value
        }
    }

    /// What `StorageLocation` reads from the environment to come here.
    package func environment() async throws -> [String: String] {
        [
            "AWS_ENDPOINT_URL_S3": try await url(), "AWS_REGION": Self.region, "AWS_ACCESS_KEY_ID": Self.accessKeyID,
            "AWS_SECRET_ACCESS_KEY": Self.secretAccessKey,
        ]
    }

    /// A storage below a prefix that nothing else uses.
    package func storage(
        web: any WebClient, prefix: String = "test-" + String(UInt64.random(in: 0...UInt64.max), radix: 36),
        options: S3Storage.Options = S3Storage.Options()
    ) async throws -> S3Storage {
        guard let endpoint = S3Endpoint(bucket: Self.bucket, region: Self.region, endpoint: try await url()) else {
            throw TestServerError.didNotStart(rawValue)
        }
        return S3Storage(
            bucket: Self.bucket, prefix: prefix, endpoint: endpoint, credentials: Self.credentials, web: web,
            options: options)
    }

    private static let credentials = S3Credentials(
        accessKeyID: accessKeyID, secretAccessKey: Secret(secretAccessKey))

    private static let runningWeed = Task { try await ServerProcess.retrying(startWeed) }
    private static let runningRclone = Task { try await ServerProcess.retrying(startRclone) }

    private static func startWeed() async throws -> String {
        let folder = try ServerProcess.makeFolder()
        let configuration = """
            {"identities": [{"name": "test", "actions": ["Admin", "Read", "Write", "List", "Tagging"],
              "credentials": [{"accessKey": "\(accessKeyID)", "secretKey": "\(secretAccessKey)"}]}]}
            """
        try Files().replace(folder.appending("s3.json"), text: configuration)
        let ports = try ServerProcess.freePorts(8)
        try ServerProcess.start(
            "weed", in: folder,
            [
                "server", "-s3", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-dir=\(folder)",
                "-master.port=\(ports[0])", "-master.port.grpc=\(ports[1])", "-volume.port=\(ports[2])",
                "-volume.port.grpc=\(ports[3])", "-filer.port=\(ports[4])", "-filer.port.grpc=\(ports[5])",
                "-s3.port=\(ports[6])", "-s3.port.grpc=\(ports[7])", "-s3.port.iceberg=0", "-s3.port.lance=0",
                "-s3.config=\(folder)/s3.json", "-volume.max=30", "-master.volumeSizeLimitMB=64",
                "-master.telemetry=false",
            ])
        let url = "http://127.0.0.1:\(ports[6])"
        try await ServerProcess.waitUntilItAnswers(url, "weed", in: folder)
        try await makeBucket(url)
        return url
    }

    private static func startRclone() async throws -> String {
        let folder = try ServerProcess.makeFolder()
        try Files().createDirectory(folder.appending("data/\(bucket)"))
        let port = try ServerProcess.freePorts(1)[0]
        try ServerProcess.start(
            "rclone", in: folder,
            [
                "serve", "s3", "--addr", "127.0.0.1:\(port)", "--auth-key", "\(accessKeyID),\(secretAccessKey)",
                "--config", "/dev/null", "--cache-dir", "\(folder)/cache", "\(folder)/data",
            ])
        let url = "http://127.0.0.1:\(port)"
        try await ServerProcess.waitUntilItAnswers(url, "rclone", in: folder)
        return url
    }

    private static func makeBucket(_ url: String) async throws {
        let host = String(url.dropFirst("http://".count))
        let fields = S3Signature(credentials: credentials, region: region, time: SystemClock().now()).fields(
            method: .put, path: "/\(bucket)", query: "", fields: ["Host": host], bodyDigest: "UNSIGNED-PAYLOAD")
        var request = WebRequest(.put, "\(url)/\(bucket)")
        for (name, value) in fields { request.headers[name] = value }
        let response = try await Web().send(request)
        guard response.isSuccess else { throw TestServerError.didNotStart("weed: \(response.text)") }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import Synchronization
import SystemPackage
import TestSupport
import Testing

@Suite("An S3-compatible store as a storage")
struct S3StorageTests {
    /// Runs `body` with a storage whose pauses take no time, the double behind it, and the double's server.
    private func withDouble<Result>(
        _ rules: S3Double.Rules = S3Double.Rules(), options: S3Storage.Options = S3Storage.Options(),
        assuming: Bool? = true, _ body: (S3Storage, S3Double, TestServer) async throws -> Result
    ) async throws -> Result {
        try await S3Double.serving(rules) { double, server in
            let endpoint = try #require(S3Endpoint(bucket: rules.bucket, region: rules.region, endpoint: server.url))
            let credentials = S3Credentials(
                accessKeyID: rules.accessKeyID, secretAccessKey: Secret(rules.secretAccessKey),
                sessionToken: rules.sessionToken.map { Secret($0) })
            let storage = S3Storage(
                bucket: rules.bucket, endpoint: endpoint, credentials: credentials, web: Web(sleep: { _ in }),
                options: options)
            if let assuming {
                storage.assume(StorageTraits(store: "\(server.url)/\(rules.bucket)", honoursConditions: assuming))
            }
            return try await body(storage, double, server)
        }
    }

    @Test func `sends one request for each thing that is asked`() async throws {
        try await withDouble { storage, _, server in
            let first = try await storage.create("a", .bytes([1]), as: .pointer)
            let second = try await storage.replace("a", .bytes([2]), as: .pointer, expecting: first)
            try await storage.put("b", .bytes([3]), as: .immutable)
            #expect(try await storage.read("a", limit: 1)?.version == second)
            #expect(try await storage.list("").count == 2)
            try await storage.remove("b")
            #expect(
                server.requests.map(\.description) == [
                    "PUT /bucket/a", "PUT /bucket/a", "PUT /bucket/b", "GET /bucket/a",
                    "GET /bucket?list-type=2&prefix=", "DELETE /bucket/b",
                ])
        }
    }

    @Test func `tells caches what they may keep`() async throws {
        try await withDouble { storage, double, _ in
            try await storage.put("apt/dists/stable/InRelease", .bytes([1]), as: .pointer)
            try await storage.put("apt/by-hash/SHA256/00ff", .bytes([1]), as: .immutable)
            try await storage.put("pool/a.deb", .bytes([1]), as: .package(.deb))
            try await storage.put("repodata/00ff-primary.xml.zst", .bytes([1]), as: .immutable)
            let fields = double.objects.mapValues { [$0.fields["content-type"], $0.fields["cache-control"]] }
            let forever = "public, max-age=31536000, immutable"
            #expect(
                fields == [
                    "apt/dists/stable/InRelease": [
                        "text/plain; charset=utf-8", "public, max-age=0, must-revalidate",
                    ],
                    "apt/by-hash/SHA256/00ff": ["application/octet-stream", forever],
                    "pool/a.deb": ["application/vnd.debian.binary-package", forever],
                    "repodata/00ff-primary.xml.zst": ["application/zstd", forever],
                ])
        }
    }

    static let transient: [ServerFault] = [
        .resetBefore, .resetAfter, .truncate, .slow, .reply(TestResponse(500)),
        .reply(error(503, "SlowDown")), .reply(error(400, "RequestTimeout")), .reply(error(409, "OperationAborted")),
    ]

    private static func error(_ status: Int, _ code: String, _ more: String = "") -> TestResponse {
        TestResponse(
            status, headers: ["Content-Type": "application/xml"],
            text: "<?xml version=\"1.0\"?><Error><Code>\(code)</Code><Message>Because.</Message>\(more)</Error>")
    }

    /// A publication in small, in which every request can go wrong.
    private func publish(_ storage: S3Storage, _ file: ObjectContents) async throws {
        let head = try #require(try await storage.read("head", limit: 100))
        try await storage.create("pool/new.deb", .bytes([7]), as: .package(.deb))
        try await storage.put("pool/large.rpm", file, as: .package(.rpm))
        let next = try await storage.replace("head", .bytes([2]), as: .pointer, expecting: head.version)
        try await storage.replace("head", .bytes([3]), as: .pointer, expecting: next)
        #expect(try await storage.list("pool/").map(\.key) == ["pool/large.rpm", "pool/new.deb"])
        try await storage.remove("old")
    }

    @Test(arguments: transient)
    func `gets over what passes, at any request`(_ fault: ServerFault) async throws {
        try await Files().withTemporaryDirectory { folder in
            let (contents, bytes) = try Self.file(in: folder, size: 2_500)
            var rules = S3Double.Rules()
            rules.smallestPart = 1_000
            var options = S3Storage.Options()
            options.largestWhole = 1_000
            options.partSize = 1_000
            var position = 0
            var isReached = true
            while isReached {
                isReached = try await withDouble(rules, options: options) { storage, double, server in
                    try await storage.put("head", .bytes([1]), as: .pointer)
                    try await storage.put("old", .bytes([1]), as: .pointer)
                    server.resetCount()
                    server.inject(fault, at: position)
                    try await publish(storage, contents)
                    let objects = double.objects.mapValues(\.bytes)
                    #expect(
                        objects == ["head": [3], "pool/new.deb": [7], "pool/large.rpm": bytes], "at \(position)")
                    #expect(double.openUploads <= (fault == .resetAfter || fault == .truncate ? 1 : 0))
                    return server.requests.count > position
                }
                position += 1
            }
            // 1 read, 1 create, 6 for the parts, 2 replacements, 1 list, 1 removal, and one past the end.
            #expect(position == 13)
        }
    }

    private static func file(in folder: FilePath, size: Int) throws -> (ObjectContents, [UInt8]) {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 13 >> 3) }
        try Files().replace(folder.appending("large"), bytes)
        var hasher = ContentHasher([.sha256])
        hasher.update(bytes)
        let digest = try #require(hasher.digests().sha256)
        return (.file(folder.appending("large"), size: UInt64(size), sha256: digest), bytes)
    }

    @Test func `gives up after five attempts, and says what the store said`() async throws {
        try await withDouble { storage, _, server in
            server.inject { _ in .reply(Self.error(503, "SlowDown")) }
            let error = await #expect(throws: StorageError.self) { try await storage.read("a/b", limit: 1) }
            #expect(
                error?.description
                    == "GET \(server.url)/bucket/a/b: 503 Service Unavailable, SlowDown: Because.")
            #expect(error?.needsChange == false)
            #expect(server.requests.count == 5)
            server.inject { _ in .resetBefore }
            let lost = await #expect(throws: StorageError.self) { try await storage.remove("a") }
            #expect(lost?.description == "DELETE \(server.url)/bucket/a: the connection was lost")
            #expect(server.requests.count == 10)
        }
    }

    @Test func `does not ask again for what is refused, and says what to do`() async throws {
        try await withDouble { storage, _, server in
            let refusals: [(TestResponse, String)] = [
                (Self.error(403, "AccessDenied"), "allow `s3:GetObject`"),
                (Self.error(403, "SignatureDoesNotMatch"), "check `AWS_SECRET_ACCESS_KEY`"),
                (Self.error(404, "NoSuchBucket"), "create the bucket"),
                (
                    Self.error(400, "AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>"),
                    "set `AWS_REGION` to `eu-west-1`"
                ),
                (TestResponse(403), "check the credentials"),
            ]
            for (index, (response, hint)) in refusals.enumerated() {
                server.inject { _ in .reply(response) }
                let error = await #expect(throws: StorageError.self) {
                    try await storage.put("a", .bytes([1]), as: .pointer)
                }
                #expect(error?.needsChange == true)
                #expect(error?.hint?.hasPrefix(hint) == true, "\(error?.hint ?? "none")")
                #expect(server.requests.count == index + 1)
            }
        }
    }

    @Test(arguments: [-3_600, 3_600] as [Int64])
    func `takes the store's time when the clocks differ`(_ offset: Int64) async throws {
        var rules = S3Double.Rules()
        rules.clockOffset = offset
        try await withDouble(rules) { storage, _, server in
            try await storage.put("a", .bytes([1]), as: .pointer)
            #expect(server.requests.count == 2)
            try await storage.put("b", .bytes([1]), as: .pointer)
            #expect(server.requests.count == 3)
            server.inject { _ in .reply(Self.error(403, "RequestTimeTooSkewed")) }
            let error = await #expect(throws: StorageError.self) { try await storage.read("a", limit: 1) }
            #expect(error?.hint == "set this machine's clock")
        }
    }

    @Test func `leaves no parts behind when an upload fails or is cancelled`() async throws {
        try await Files().withTemporaryDirectory { folder in
            let (contents, _) = try Self.file(in: folder, size: 5_000)
            var rules = S3Double.Rules()
            rules.smallestPart = 1_000
            var options = S3Storage.Options()
            options.largestWhole = 1_000
            options.partSize = 1_000
            try await withDouble(rules, options: options) { storage, double, server in
                server.inject { $0.query.hasPrefix("partNumber=3") ? .reply(Self.error(403, "AccessDenied")) : nil }
                await #expect(throws: StorageError.self) { try await storage.put("a", contents, as: .package(.deb)) }
                #expect(double.openUploads == 0)
                #expect(double.objects.isEmpty)
                server.resetCount()
                server.inject { $0.query.hasPrefix("partNumber=5") ? .silence : nil }
                let task = Task { try await storage.put("a", contents, as: .package(.deb)) }
                while !server.requests.contains(where: { $0.query.hasPrefix("partNumber=5") }) { await Task.yield() }
                task.cancel()
                await #expect(throws: StorageError.cancelled) { try await task.value }
                #expect(double.openUploads == 0)
                #expect(double.objects.isEmpty)
            }
        }
    }

    @Test(arguments: S3Server.allCases.filter(\.isInstalled))
    func `sends large files in parts to real stores`(_ server: S3Server) async throws {
        try await Files().withTemporaryDirectory { folder in
            let (contents, bytes) = try Self.file(in: folder, size: 11 << 20)
            var options = S3Storage.Options()
            options.largestWhole = 5 << 20
            options.partSize = 5 << 20
            let storage = try await server.storage(web: Web(), options: options)
            try await storage.exclusively {
                let version = try await storage.create("pool/large.deb", contents, as: .package(.deb))
                #expect(try await storage.fetch("pool/large.deb", to: folder.appending("out")) == version)
                #expect(try Files().read(folder.appending("out"), limit: 12 << 20) == bytes)
                await #expect(throws: StorageError.alreadyExists("pool/large.deb")) {
                    try await storage.create("pool/large.deb", contents, as: .package(.deb))
                }
                try await storage.replace("pool/large.deb", .bytes([1]), as: .pointer, expecting: version)
            }
            #expect(try await storage.read("pool/large.deb", limit: 1)?.bytes == [1])
        }
    }

    @Test func `hears of an error that comes with a success`() async throws {
        try await Files().withTemporaryDirectory { folder in
            let (contents, bytes) = try Self.file(in: folder, size: 2_000)
            var rules = S3Double.Rules()
            rules.smallestPart = 1_000
            var options = S3Storage.Options()
            options.largestWhole = 1_000
            options.partSize = 1_000
            try await withDouble(rules, options: options) { storage, double, server in
                server.inject {
                    $0.index == 3 ? .reply(TestResponse(200, body: Self.error(200, "InternalError").body)) : nil
                }
                try await storage.put("a", contents, as: .package(.deb))
                #expect(double.objects["a"]?.bytes == bytes)
                // Begin, two parts, complete twice, and the version.
                #expect(server.requests.count == 6)
            }
        }
    }

    @Test(arguments: [true, false])
    func `finds out whether conditions are honoured, once`(_ honours: Bool) async throws {
        var rules = S3Double.Rules()
        rules.ignoresConditions = !honours
        try await withDouble(rules, assuming: nil) { storage, double, server in
            let traits = try await storage.traits()
            #expect(traits == StorageTraits(store: "\(server.url)/bucket", honoursConditions: honours))
            #expect(server.requests.count == (honours ? 5 : 3))
            #expect(double.objects.isEmpty)
            #expect(server.requests.allSatisfy { $0.path.hasPrefix("/bucket/.fledge/probe-") })
            #expect(try await storage.traits() == traits)
            #expect(server.requests.count == (honours ? 5 : 3))
            storage.assume(StorageTraits(store: "elsewhere", honoursConditions: !honours))
            #expect(try await storage.traits() == traits)
        }
    }

    @Test func `writes nothing conditionally where conditions are ignored, unless it is alone`() async throws {
        var rules = S3Double.Rules()
        rules.ignoresConditions = true
        try await withDouble(rules, assuming: nil) { storage, double, _ in
            await #expect(throws: StorageError.ignoresConditions("s3://bucket")) {
                try await storage.create("a", .bytes([1]), as: .pointer)
            }
            #expect(double.objects.isEmpty)
            let version = try await storage.exclusively {
                try await storage.create("a", .bytes([1]), as: .pointer)
            }
            await #expect(throws: StorageError.ignoresConditions("s3://bucket")) {
                try await storage.replace("a", .bytes([2]), as: .pointer, expecting: version)
            }
            #expect(double.objects.mapValues(\.bytes) == ["a": [1]])
        }
    }

    @Test(arguments: [
        ("", "bucket", "eu-west-1", "https://bucket.s3.eu-west-1.amazonaws.com/a%20b/c%2Bd"),
        ("", "my.bucket", "eu-west-1", "https://s3.eu-west-1.amazonaws.com/my.bucket/a%20b/c%2Bd"),
        ("", "bucket", "cn-north-1", "https://bucket.s3.cn-north-1.amazonaws.com.cn/a%20b/c%2Bd"),
        ("https://S3.example.org:443/", "bucket", "auto", "https://s3.example.org/bucket/a%20b/c%2Bd"),
        ("http://[::1]:9000/minio/", "bucket", "x", "http://[::1]:9000/minio/bucket/a%20b/c%2Bd"),
    ])
    func `asks at the right place`(_ endpoint: String, _ bucket: String, _ region: String, _ url: String) async throws {
        let web = AskedWeb()
        let environment = [
            "AWS_ENDPOINT_URL_S3": endpoint, "AWS_REGION": region, "AWS_ACCESS_KEY_ID": "id",
            "AWS_SECRET_ACCESS_KEY": "secret",
        ]
        let storage = try StorageLocation(parsing: "s3://\(bucket)")
            .open(Environment(environment), web: web, clock: FixedClock(seconds: 0))
        #expect(try await storage.read("a b/c+d", limit: 1) == nil)
        #expect(web.urls == [url])
    }
}

/// A client that asks nobody, and finds nothing.
private final class AskedWeb: WebClient {
    private let list = Mutex<[String]>([])

    var urls: [String] { list.withLock { $0 } }

    func send(_ request: WebRequest) async throws(WebError) -> WebResponse {
        list.withLock { $0.append(request.url) }
        return WebResponse(status: 404, headers: [:], body: [], url: request.url)
    }

    func pause(_ duration: Duration) async throws(WebError) {}
    func jitter() -> Double { 0 }
}

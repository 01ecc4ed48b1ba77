// SPDX-License-Identifier: Apache-2.0
import Formats
import Foundation
import Testing

@Suite("RPM package")
struct RPMTests {
    /// The package that most tests write.
    static func awkward(_ compression: Compression = .gzip, version: String = "1.2.0-1") throws -> RPM {
        var contents = PackageContents.awkward
        contents.ghost("var/log/hello.log")
        contents.file("usr/share/licenses/hello/LICENSE", "MIT\n")
        contents.file("usr/share/doc/hello/README", "read\n")
        contents.directory("usr/share/hello")
        return RPM(
            name: "hello", version: try RPMVersion(parsing: version), architecture: .x86_64,
            summary: "Greets the world",
            description: "It says hello.\n\nAnd no more.", license: "MIT", url: "https://example.org/hello",
            vendor: "Ada", packager: "Ada Lovelace <ada@example.org>", buildTime: PackageContents.time,
            contents: contents,
            fileFlags: [
                "etc/hello/hello.conf": [.config, .noReplace], "var/log/hello.log": [.ghost],
                "usr/share/licenses/hello/LICENSE": [.license], "usr/share/doc/hello/README": [.doc],
            ], compression: compression)
    }

    static func bytes(
        of rpm: RPM, jobs: Int = 2, sign: (_ header: [UInt8]) throws -> [RPMHeaderSignature] = { _ in [] }
    ) async throws -> [UInt8] {
        var sink = ArraySink()
        var spool = ArraySpool()
        let summary = try await rpm.write(to: &sink, spool: &spool, jobs: jobs, sign: sign)
        #expect(summary.size == UInt64(sink.bytes.count))
        return sink.bytes
    }

    @Test(arguments: Compression.allCases)
    func `is the same for any number of jobs, and read again`(_ compression: Compression) async throws {
        let one = try await Self.bytes(of: Self.awkward(compression), jobs: 1)
        let four = try await Self.bytes(of: Self.awkward(compression), jobs: 4)
        #expect(one == four)
        let reader = try RPMReader(ArraySource(one))
        #expect(try reader.header.text(.name) == "hello")
        #expect(try reader.header.packageVersion() == RPMVersion(parsing: "1.2.0-1"))
        #expect(
            Array(one[Int(reader.headerRange.lowerBound)..<Int(reader.headerRange.upperBound)]) == reader.headerBytes)
        let given = try Self.awkward(compression).contents.entries.sorted {
            $0.path.utf8.lexicographicallyPrecedes($1.path.utf8)
        }
        let files = try reader.header.files()
        #expect(files.map(\.entry) == given)
        #expect(files.first { $0.entry.path == "etc/hello/hello.conf" }?.flags == [.config, .noReplace])
        #expect(
            files.first { $0.entry.path == "usr/share/hello/empty" }?.digest
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        var payload = CpioReader(try reader.uncompressedPayload())
        var names: [String] = []
        while let entry = try payload.next() { names.append(entry.path) }
        #expect(names == given.map { "./" + $0.path }.filter { $0 != "./var/log/hello.log" })
        var fresh = try RPMReader(ArraySource(one))
        #expect(try fresh.verify() == RPMCheck.allCases)
    }

    @Test(.enabled(if: PackageTool.isUsable("rpm", "rpm2cpio", "cpio")), arguments: Compression.allCases)
    func `is verified, listed and unpacked by rpm`(_ compression: Compression) async throws {
        let bytes = try await Self.bytes(of: Self.awkward(compression))
        try await PackageFolder.with { folder in
            try folder.write(bytes, to: "hello.rpm")
            let verified = try folder.run("rpmkeys --dbpath $PWD/db -Kv hello.rpm")
            #expect(
                verified == """
                    hello.rpm:
                        Header SHA256 digest: OK
                        Header SHA1 digest: OK
                    \(compression == .none ? "    Payload SHA256 ALT digest: OK\n" : "")    Payload SHA256 digest: OK
                        MD5 digest: OK

                    """)
            let size = [320_000, 10, 5, 21, 17, 10, 123, 8, 4, 5].reduce(0, +)
            #expect(
                try folder.run(
                    "rpm -qp --qf '%{NAME}|%{EVR}|%{ARCH}|%{SUMMARY}|%{SIZE}|%{LICENSE}|%{SOURCERPM}|%{BUILDHOST}' hello.rpm"
                )
                    == "hello|1.2.0-1|x86_64|Greets the world|\(size)|MIT|hello-1.2.0-1.src.rpm|localhost")
            let listed = try folder.run("rpm -qpl hello.rpm").split(separator: "\n").map(String.init)
            let paths = try Self.awkward().contents.entries.map { "/" + $0.path }
            #expect(listed == paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
            #expect(
                try folder.run("rpm -qpc hello.rpm; rpm -qpd hello.rpm; rpm -qpL hello.rpm")
                    == "/etc/hello/hello.conf\n/usr/share/doc/hello/README\n/usr/share/licenses/hello/LICENSE\n")
            try folder.run("mkdir root && cd root && rpm2cpio ../hello.rpm | cpio -idm --quiet")
            #expect(try folder.text("root/" + PackageContents.longPath) == "long path\n")
            #expect(try folder.text("root/" + PackageContents.foreignName) == "foreign\n")
            #expect(try folder.run("readlink root/usr/bin/hi") == "hello\n")
        }
    }

    @Test(.enabled(if: PackageTool.isUsable("rpm")))
    func `says its relations, scripts and changes`() async throws {
        var rpm = try Self.awkward(.zstd, version: "2:1.2.0~rc.1-1")
        rpm.relations = [
            .requires: [try RPMDependency(parsing: "glibc >= 2.34"), try RPMDependency(parsing: "(aa or bb)")],
            .conflicts: [try RPMDependency(parsing: "evil")], .obsoletes: [try RPMDependency(parsing: "old < 1")],
            .recommends: [try RPMDependency(parsing: "nice")], .suggests: [try RPMDependency(parsing: "maybe = 1-1")],
        ]
        rpm.scripts = [
            .postInstall: RPM.Script(body: "echo installed"),
            .preUninstall: RPM.Script(interpreter: ["/bin/bash", "-x"], body: "echo going"),
            .postUninstall: RPM.Script(interpreter: ["/sbin/ldconfig"], body: ""),
            .preTransaction: RPM.Script(interpreter: ["<lua>"], body: "print('before')"),
        ]
        rpm.changelog = [
            RPM.Change(
                time: PackageContents.time, author: "Ada <ada@example.org> - 1.2.0-1", text: "- First.\n- Second.")
        ]
        let bytes = try await Self.bytes(of: rpm)
        try await PackageFolder.with { folder in
            try folder.write(bytes, to: "hello.rpm")
            #expect(
                try folder.run("rpm -qp --requires hello.rpm") == """
                    (aa or bb)
                    /bin/bash
                    /bin/sh
                    /sbin/ldconfig
                    config(hello) = 2:1.2.0~rc.1-1
                    glibc >= 2.34
                    rpmlib(BuiltinLuaScripts) <= 4.2.2-1
                    rpmlib(CompressedFileNames) <= 3.0.4-1
                    rpmlib(FileDigests) <= 4.6.0-1
                    rpmlib(PayloadFilesHavePrefix) <= 4.0-1
                    rpmlib(PayloadIsZstd) <= 5.4.18-1
                    rpmlib(RichDependencies) <= 4.12.0-1
                    rpmlib(TildeInVersions) <= 4.10.0-1

                    """)
            #expect(
                try folder.run("rpm -qp --provides hello.rpm")
                    == "config(hello) = 2:1.2.0~rc.1-1\nhello = 2:1.2.0~rc.1-1\nhello(x86-64) = 2:1.2.0~rc.1-1\n")
            #expect(
                try folder.run("rpm -qp --conflicts --obsoletes --recommends --suggests hello.rpm").split(
                    separator: "\n"
                ).sorted()
                    == ["evil", "maybe = 1-1", "nice", "old < 1"])
            let scripts = try folder.run("rpm -qp --scripts hello.rpm")
            #expect(
                scripts == """
                    pretrans scriptlet (using <lua>):
                    print('before')
                    postinstall scriptlet (using /bin/sh):
                    echo installed
                    preuninstall scriptlet (using /bin/bash -x):
                    echo going
                    postuninstall program: /sbin/ldconfig

                    """)
            #expect(
                try folder.run("rpm -qp --changelog hello.rpm")
                    == "* Tue Nov 14 2023 Ada <ada@example.org> - 1.2.0-1\n- First.\n- Second.\n\n")
        }
        let header = try RPMReader(ArraySource(bytes)).header
        let obsoletes = try header.dependencies(.obsoletes)
        #expect(
            obsoletes.map(\.name) == ["old"] && obsoletes.map(\.version) == ["1"] && obsoletes.map(\.sense) == [.less])
    }

    @Test(.enabled(if: PackageTool.canInstall))
    func `is installed, verified, upgraded and removed by rpm`() async throws {
        let first = try await Self.bytes(of: Self.awkward(.xz))
        var new = try Self.awkward(.zstd, version: "1.10.0-1")
        var contents = PackageContents()
        contents.file("usr/bin/hello", "#!/bin/sh\necho hello, again\n", mode: 0o755)
        contents.file("etc/hello/hello.conf", "greeting = changed upstream\n")
        new.contents = contents
        new.fileFlags = ["etc/hello/hello.conf": [.config, .noReplace]]
        let second = try await Self.bytes(of: new)
        try await PackageFolder.with { folder in
            try folder.write(first, to: "old.rpm")
            try folder.write(second, to: "new.rpm")
            let rpm = "rpm --root $PWD/root --dbpath /var/lib/rpm"
            try folder.run("mkdir -p root/var/lib/rpm && \(rpm) --initdb && \(rpm) -i --nodeps old.rpm")
            #expect(try folder.run("\(rpm) -V --nodeps hello") == "")
            #expect(try folder.run("\(rpm) -q hello") == "hello-1.2.0-1.x86_64\n")
            #expect(try folder.run("stat -c %a root/var/lib/hello root/usr/bin/hello") == "750\n755\n")
            #expect(!folder.exists("root/var/log/hello.log"))
            try folder.run(
                "echo mine > root/etc/hello/hello.conf; mkdir -p root/var/log; echo log > root/var/log/hello.log")
            try folder.run(
                "echo broken > root/usr/share/hello/empty; touch -d @\(PackageContents.time) root/usr/share/hello/empty"
            )
            #expect(
                try folder.run("\(rpm) -V --nodeps hello", status: 1)
                    == "S.5....T.  c /etc/hello/hello.conf\nS.5......    /usr/share/hello/empty\n")
            try folder.run("\(rpm) -U --nodeps new.rpm")
            #expect(try folder.text("root/etc/hello/hello.conf") == "mine\n")
            #expect(try folder.text("root/etc/hello/hello.conf.rpmnew") == "greeting = changed upstream\n")
            #expect(try folder.run("root/usr/bin/hello") == "hello, again\n")
            #expect(!folder.exists("root/usr/share/hello/big"))
            #expect(!folder.exists("root/var/log/hello.log"))
            try folder.run("\(rpm) -e hello")
            #expect(!folder.exists("root/usr/bin/hello"))
            #expect(try folder.text("root/etc/hello/hello.conf.rpmsave") == "mine\n")
        }
    }

    @Test(.enabled(if: PackageTool.canInstall))
    func `has sizes of 64 bits and rpm's own payload for a file beyond 4 GiB`() async throws {
        var rpm = try Self.awkward(.gzip)
        var contents = PackageContents.awkward
        contents.ghost("var/cache/hello/huge", size: 5 << 30)
        rpm.contents = contents
        rpm.fileFlags = ["var/cache/hello/huge": [.ghost]]
        let bytes = try await Self.bytes(of: rpm)
        let header = try RPMReader(ArraySource(bytes)).header
        #expect(header[.fileSizes] == nil)
        #expect(try header.files().first { $0.entry.path == "var/cache/hello/huge" }?.entry.size == 5 << 30)
        try await PackageFolder.with { folder in
            try folder.write(bytes, to: "hello.rpm")
            #expect(try folder.run("rpm -qp --requires hello.rpm").contains("rpmlib(LargeFiles) <= 4.12.0-1\n"))
            let rpm = "rpm --root $PWD/root --dbpath /var/lib/rpm"
            try folder.run("mkdir -p root/var/lib/rpm && \(rpm) --initdb && \(rpm) -i --nodeps hello.rpm")
            #expect(try folder.run("\(rpm) -V --nodeps --noghost hello") == "")
            #expect(try folder.text("root/" + PackageContents.longPath) == "long path\n")
            #expect(try folder.run("readlink root/usr/bin/hi") == "hello\n")
        }
    }

    @Test func `takes signatures out of the reserved room`() async throws {
        var signed: [UInt8] = []
        let plain = try await Self.bytes(of: Self.awkward())
        let bytes = try await Self.bytes(of: Self.awkward()) { header in
            signed = header
            return [RPMHeaderSignature(algorithm: .rsa, packet: Array(repeating: 7, count: 543))]
        }
        let reader = try RPMReader(ArraySource(bytes))
        #expect(signed == reader.headerBytes)
        #expect(reader.signatures[RPMTag.Signature.rsa] == .binary(Array(repeating: 7, count: 543)))
        #expect(bytes.count == plain.count)
        #expect(try reader.headerRange == RPMReader(ArraySource(plain)).headerRange)
    }

    private static func broken(_ change: (inout RPM) throws -> Void) throws -> RPM {
        var rpm = try awkward()
        try change(&rpm)
        return rpm
    }

    @Test func `refuses what can be no package`() throws {
        var doubled = PackageContents.awkward
        doubled.file("usr/bin/hello", "again")
        var broken = PackageContents()
        broken.file("usr/bin/a\nb", "x")
        let cases: [(RPMError, RPM)] = [
            (.invalidName("he llo"), try Self.broken { $0.name = "he llo" }),
            (.invalidName(""), try Self.broken { $0.name = "" }),
            (
                .missingRelease(try RPMVersion(parsing: "1")),
                try Self.broken { $0.version = try RPMVersion(parsing: "1") }
            ),
            (.emptyField("Summary"), try Self.broken { $0.summary = " " }),
            (.emptyField("URL"), try Self.broken { $0.url = "" }),
            (.invalidField("Summary"), try Self.broken { $0.summary = "a\nb" }),
            (.invalidField("Description"), try Self.broken { $0.description = "a\0b" }),
            (
                .invalidInterpreter(.postInstall, "sh"),
                try Self.broken { $0.scripts[.postInstall] = .init(interpreter: ["sh"], body: "x") }
            ),
            (
                .invalidInterpreter(.preInstall, ""),
                try Self.broken { $0.scripts[.preInstall] = .init(interpreter: [], body: "x") }
            ),
            (
                .duplicatePath("usr/bin/hello"),
                try Self.broken {
                    $0.contents = doubled; $0.fileFlags = [:]
                }
            ),
            (
                .lineBreakInPath("usr/bin/a\nb"),
                try Self.broken {
                    $0.contents = broken; $0.fileFlags = [:]
                }
            ),
            (.flagsWithoutFile("nowhere"), try Self.broken { $0.fileFlags["nowhere"] = [.doc] }),
            (.timeOutOfRange("BuildTime", -1), try Self.broken { $0.buildTime = -1 }),
            (
                .timeOutOfRange("Changelog", 1 << 32),
                try Self.broken { $0.changelog = [.init(time: 1 << 32, author: "a", text: "b")] }
            ),
        ]
        for (error, rpm) in cases { #expect(throws: error) { try rpm.validate() } }
        try Self.awkward().validate()
    }
}

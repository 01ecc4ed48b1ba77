// SPDX-License-Identifier: Apache-2.0
import Formats
import Foundation
import Testing

@Suite("Debian package")
struct DebTests {
    /// The package that most tests write.
    static func awkward(_ compression: Compression = .gzip, version: String = "1.2.0") throws -> Deb {
        var deb = Deb(
            name: "hello", version: try DebianVersion(parsing: version), architecture: .all,
            maintainer: "Ada Lovelace <ada@example.org>", synopsis: "greets the world",
            details: ["It says hello.", "", "And no more."], section: "utils", homepage: "https://example.org/hello",
            contents: PackageContents.awkward, compression: compression, modified: PackageContents.time)
        deb.conffiles = ["/etc/hello/hello.conf"]
        return deb
    }

    static func bytes(of deb: Deb, jobs: Int = 2) async throws -> [UInt8] {
        var sink = ArraySink()
        var spool = ArraySpool()
        let summary = try await deb.write(to: &sink, spool: &spool, jobs: jobs)
        #expect(summary.size == UInt64(sink.bytes.count))
        return sink.bytes
    }

    @Test func `has its control fields in dpkg's order`() async throws {
        var deb = try Self.awkward()
        deb.source = "hello-source"
        deb.multiArch = .foreign
        deb.relations = [
            .conflicts: [try DebianDependency(parsing: "evil")],
            .depends: try DebianDependency.list(parsing: "libc6 (>= 2.34), aa | bb"),
            .preDepends: [try DebianDependency(parsing: "dpkg (>= 1.15)")],
        ]
        deb.extraFields = [.init("X-Note", "made by hand")]
        var sink = ArraySink()
        var spool = ArraySpool()
        let summary = try await deb.write(to: &sink, spool: &spool, jobs: 1)
        let expected = """
            Package: hello
            Source: hello-source
            Version: 1.2.0
            Architecture: all
            Maintainer: Ada Lovelace <ada@example.org>
            Installed-Size: 333
            Pre-Depends: dpkg (>= 1.15)
            Depends: libc6 (>= 2.34), aa | bb
            Conflicts: evil
            Section: utils
            Priority: optional
            Multi-Arch: foreign
            Homepage: https://example.org/hello
            X-Note: made by hand
            Description: greets the world
             It says hello.
             .
             And no more.

            """
        #expect(summary.control.description == expected)
        #expect(summary.installedSize == 333)
        let reader = try DebReader(ArraySource(sink.bytes))
        #expect(reader.controlFiles["control"] == Array(expected.utf8))
    }

    @Test(arguments: Compression.allCases)
    func `is the same for any number of jobs, and read again`(_ compression: Compression) async throws {
        let one = try await Self.bytes(of: Self.awkward(compression), jobs: 1)
        let four = try await Self.bytes(of: Self.awkward(compression), jobs: 4)
        #expect(one == four)
        var reader = try DebReader(ArraySource(one))
        #expect(reader.compression == compression)
        #expect(reader.controlFiles.keys.sorted() == ["conffiles", "control", "md5sums"])
        #expect(reader.controlFiles["conffiles"] == Array("/etc/hello/hello.conf\n".utf8))
        let files = try reader.files()
        #expect(files.first?.path == ".")
        let given = PackageContents.awkward.entries
        for entry in given { #expect(files.contains(entry), "\(entry.path)") }
        let added = Set(files.map(\.path)).subtracting(given.map(\.path))
        #expect(added.contains("usr/share") && added.contains("etc/hello") && added.contains("var/lib"))
        #expect(files.suffix(2).map(\.path) == ["usr/bin/hi", "usr/share/hello/far"])
    }

    @Test(.enabled(if: PackageTool.isUsable("dpkg-deb")), arguments: Compression.allCases)
    func `is listed and unpacked by dpkg-deb`(_ compression: Compression) async throws {
        let bytes = try await Self.bytes(of: Self.awkward(compression))
        try await PackageFolder.with { folder in
            try folder.write(bytes, to: "hello.deb")
            #expect(
                try folder.run("dpkg-deb -f hello.deb Package Version Installed-Size")
                    == "Package: hello\nVersion: 1.2.0\nInstalled-Size: 333\n")
            let lines = try folder.run("dpkg-deb -c hello.deb").split(separator: "\n")
            #expect(lines.first == "drwxr-xr-x root/root         0 2023-11-14 22:13 ./")
            #expect(lines.contains("-rwxr-xr-x root/root        21 2023-11-14 22:13 ./usr/bin/hello"))
            #expect(lines.contains("lrwxrwxrwx root/root         0 2023-11-14 22:13 ./usr/bin/hi -> hello"))
            #expect(lines.contains("drwxr-x--- root/root         0 2023-11-14 22:13 ./var/lib/hello/"))
            #expect(lines.count == 22)
            try folder.run("dpkg-deb -x hello.deb root && cd root && dpkg-deb -e ../hello.deb ../control")
            #expect(try folder.text("root/" + PackageContents.longPath) == "long path\n")
            #expect(try folder.text("root/usr/share/hello/" + PackageContents.longName) == "long name\n")
            #expect(try folder.text("root/" + PackageContents.foreignName) == "foreign\n")
            #expect(try folder.read("root/usr/share/hello/empty").isEmpty)
            #expect(
                try folder.run("readlink root/usr/share/hello/far") == "../" + String(repeating: "t", count: 120) + "\n"
            )
            #expect(try folder.run("cd root && md5sum --strict --quiet -c ../control/md5sums") == "")
            #expect(try folder.run("wc -l < control/md5sums").contains("6"))
            #expect(try folder.run("dpkg-deb --fsys-tarfile hello.deb | tar -t | wc -l").contains("22"))
        }
    }

    @Test(.enabled(if: PackageTool.canInstall))
    func `is installed, verified, upgraded, removed and purged by dpkg`() async throws {
        var old = try Self.awkward(.zstd)
        old.scripts = [.postinst: Array("#!/bin/sh\nset -e\necho \"postinst $*\" >> $DPKG_ROOT/log\n".utf8)]
        var new = try Self.awkward(.xz, version: "1.10.0")
        new.scripts = [
            .preinst: Array("#!/bin/sh\necho \"preinst $*\" >> $DPKG_ROOT/log\n".utf8),
            .prerm: Array("#!/bin/sh\necho \"prerm $*\" >> $DPKG_ROOT/log\n".utf8),
            .postrm: Array("#!/bin/sh\necho \"postrm $*\" >> $DPKG_ROOT/log\n".utf8),
        ]
        new.triggers = [try DebTrigger(.activateNoAwait, "ldconfig")]
        var contents = PackageContents()
        contents.file("usr/bin/hello", "#!/bin/sh\necho hello, again\n", mode: 0o755)
        contents.file("etc/hello/hello.conf", "greeting = changed upstream\n")
        new.contents = contents
        let (first, second) = (try await Self.bytes(of: old), try await Self.bytes(of: new))
        try await PackageFolder.with { folder in
            try folder.write(first, to: "old.deb")
            try folder.write(second, to: "new.deb")
            try folder.run(
                "mkdir -p root/var/lib/dpkg/updates root/var/lib/dpkg/info && : > root/var/lib/dpkg/status && : > root/var/lib/dpkg/available"
            )
            let dpkg = "dpkg --root=$PWD/root --force-script-chrootless --log=/dev/null --force-confold"
            try folder.run("\(dpkg) -i old.deb")
            #expect(try folder.run("\(dpkg) --verify hello") == "")
            #expect(
                try folder.run(
                    "dpkg-query --admindir=root/var/lib/dpkg -W -f '${Status} ${Version} ${Conffiles}' hello"
                ).hasPrefix("install ok installed 1.2.0"))
            #expect(try folder.run("stat -c '%a %U' root/var/lib/hello") == "750 root\n")
            try folder.run("echo mine > root/etc/hello/hello.conf")
            try folder.run("echo broken > root/usr/share/hello/empty")
            #expect(try folder.run("\(dpkg) --verify hello || true").contains("/usr/share/hello/empty"))
            try folder.run("\(dpkg) -i new.deb")
            #expect(try folder.run("root/usr/bin/hello") == "hello, again\n")
            #expect(try folder.text("root/etc/hello/hello.conf") == "mine\n")
            #expect(!folder.exists("root/usr/share/hello"))
            try folder.run("\(dpkg) -r hello")
            #expect(!folder.exists("root/usr/bin/hello"))
            #expect(try folder.text("root/etc/hello/hello.conf") == "mine\n")
            try folder.run("\(dpkg) -P hello")
            #expect(!folder.exists("root/etc/hello"))
            let log = [
                "postinst configure ", "preinst upgrade 1.2.0 1.10.0", "prerm remove", "postrm remove", "postrm purge",
            ]
            #expect(try folder.text("root/log") == log.joined(separator: "\n") + "\n")
        }
    }

    @Test(.enabled(if: PackageTool.isUsable("dpkg-gencontrol")))
    func `counts its installed size as dpkg-gencontrol does`() async throws {
        let deb = try Self.awkward()
        let bytes = try await Self.bytes(of: deb)
        try await PackageFolder.with { folder in
            try folder.write(bytes, to: "hello.deb")
            try folder.run("mkdir debian && dpkg-deb -x hello.deb tree")
            let maintainer = "Maintainer: A <a@example.org>\n"
            try folder.write(
                Array("Source: hello\n\(maintainer)\nPackage: hello\nArchitecture: all\nDescription: x\n".utf8),
                to: "debian/control")
            try folder.write(
                Array(
                    "hello (1) unstable; urgency=low\n\n  * x\n\n -- A <a@example.org>  Tue, 14 Nov 2023 22:13:20 +0000\n"
                        .utf8), to: "debian/changelog")
            let control = try folder.run("dpkg-gencontrol -Ptree -O 2>/dev/null")
            #expect(control.contains("Installed-Size: 333\n"), "\(control)")
        }
    }

    private static func broken(_ change: (inout Deb) throws -> Void) throws -> Deb {
        var deb = try awkward()
        try change(&deb)
        return deb
    }

    @Test func `refuses what can be no package`() throws {
        var doubled = PackageContents.awkward
        doubled.file("usr/bin/hello", "again")
        var below = PackageContents.awkward
        below.file("usr/bin/hello/below", "x")
        var broken = PackageContents.awkward
        broken.file("usr/bin/a\nb", "x")
        let cases: [(DebError, Deb)] = [
            (.invalidName("Hello"), try Self.broken { $0.name = "Hello" }),
            (.invalidName("h"), try Self.broken { $0.name = "h" }),
            (.invalidName("-hello"), try Self.broken { $0.name = "-hello" }),
            (.invalidMaintainer("Ada"), try Self.broken { $0.maintainer = "Ada" }),
            (.invalidMaintainer("A\n<a@b>"), try Self.broken { $0.maintainer = "A\n<a@b>" }),
            (.emptyField("Description"), try Self.broken { $0.synopsis = " " }),
            (.invalidField(.lineBreak(field: "Section")), try Self.broken { $0.section = "a\nEvil: b" }),
            (.invalidField(.lineBreak(field: "Description")), try Self.broken { $0.synopsis = "a\nEvil: b" }),
            (.invalidField(.lineBreak(field: "Description")), try Self.broken { $0.details = ["a\nEvil: b"] }),
            (.reservedField("package"), try Self.broken { $0.extraFields = [.init("package", "x")] }),
            (.reservedField("Depends"), try Self.broken { $0.extraFields = [.init("Depends", "x")] }),
            (.scriptWithoutInterpreter(.postinst), try Self.broken { $0.scripts[.postinst] = Array("echo".utf8) }),
            (.invalidMember("control"), try Self.broken { $0.extraMembers["control"] = [] }),
            (.invalidMember("../x"), try Self.broken { $0.extraMembers["../x"] = [] }),
            (.conffileNotAbsolute("etc/x"), try Self.broken { $0.conffiles = ["etc/x"] }),
            (.conffileNotInContents("/usr/bin/hi"), try Self.broken { $0.conffiles = ["/usr/bin/hi"] }),
            (.duplicateConffile("/etc/hello/hello.conf"), try Self.broken { $0.conffiles += $0.conffiles }),
            (.duplicatePath("usr/bin/hello"), try Self.broken { $0.contents = doubled }),
            (
                .parentIsNoDirectory(path: "usr/bin/hello/below", parent: "usr/bin/hello"),
                try Self.broken { $0.contents = below }
            ),
            (.lineBreakInPath("usr/bin/a\nb"), try Self.broken { $0.contents = broken }),
        ]
        for (error, deb) in cases { #expect(throws: error) { try deb.validate() } }
        try Self.awkward().validate()
        #expect(throws: DebError.invalidTrigger("a b")) { try DebTrigger(.interest, "a b") }
    }

    @Test func `writes nothing where a path would leave the root`() async throws {
        var contents = PackageContents()
        contents.file("../etc/passwd", "x")
        let deb = try Self.broken {
            $0.conffiles = []
            $0.contents = contents
        }
        var sink = ArraySink()
        var spool = ArraySpool()
        await #expect(throws: DebError.unsafePath(UnsafeEntryName(path: "../etc/passwd", reason: .parent))) {
            try await deb.write(to: &sink, spool: &spool, jobs: 1)
        }
        #expect(sink.bytes.isEmpty)
    }
}

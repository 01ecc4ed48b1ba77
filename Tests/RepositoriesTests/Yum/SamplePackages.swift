// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import SystemPackage
import Testing

/// Packages that tests index, made by several programs.
enum SamplePackages {
    /// A line of shell in a folder, which must succeed.
    @discardableResult
    static func run(_ line: String, in folder: FilePath, status: Int32 = 0) async throws -> String {
        let machine = Machine.current()
        let call = ProgramCall(
            .name("sh"), ["-ec", line + " 2>&1"], workingDirectory: folder,
            environment: .minimal(adding: ["LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": folder.string]),
            outputLimit: 1 << 23)
        let result = try await machine.programs.run(call)
        try #require(result.outcome == .exited(status), "`\(line)`: \(result.output.text)")
        return result.output.text
    }

    /// Builds what a spec describes into the folder, with rpmbuild.
    static func build(spec: String, in folder: FilePath) async throws {
        let files = Files()
        try files.replace(folder.appending("package.spec"), Array(spec.utf8))
        try await run(
            """
            rpmbuild --quiet --define "_topdir $PWD/top" --define "_rpmdir $PWD" --define "_build_id_links none" \
            --define "_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm" --define "source_date_epoch_from_changelog 0" \
            -bb package.spec
            rm -rf top package.spec
            """, in: folder)
    }

    /// A package by rpmbuild that has all that is left out or changed on the way into an index.
    static let awkwardSpec = #"""
        Name: awkward
        Version: 1.0~rc1
        Release: 2
        Epoch: 3
        Summary: Less < more & "quotes" 'too' > none
        Summary(de): Grüße
        License: MIT
        URL: https://example.org/?a=1&b=<2>
        Vendor: Ö & Co.
        Packager: Ada <ada@example.org>
        Group: Applications/System
        BuildArch: noarch
        Requires: bash >= 4
        Requires: bash >= 4
        Requires(pre): coreutils
        Requires(post): /sbin/ldconfig
        Requires(preun): grep
        Requires: /usr/bin/awkward
        Requires: /usr/share/awkward/data
        Requires: own-capability = 1:2-3
        Requires: libc.so.6()(64bit)
        Requires: libc.so.6(GLIBC_2.2.5)(64bit)
        Requires: libc.so.6(GLIBC_2.34)(64bit)
        Requires: libc.so.6(GLIBC_2.4)(64bit)
        Requires: libm.so.6(GLIBC_2.2.5)(64bit)
        Requires: (foo or bar)
        Requires: baz < 2:1.0-1
        Requires: baz > 1
        Provides: own-capability = 1:2-3
        Provides: plain
        Provides: libawkward.so.1()(64bit)
        Conflicts: enemy <= 5
        Obsoletes: ancestor < 3
        Recommends: friend
        Suggests: idea
        Supplements: (a and b)
        Enhances: other = 0:1-1
        %description
        First line	with a tab.

        Last line & <tag> Grüße ☃

        %install
        mkdir -p %{buildroot}/etc/awkward %{buildroot}/usr/bin %{buildroot}/usr/lib %{buildroot}/usr/share/awkward
        echo a > %{buildroot}/etc/awkward/a.conf
        echo a > %{buildroot}/usr/bin/awkward
        echo a > %{buildroot}/usr/lib/sendmail
        echo a > %{buildroot}/usr/share/awkward/data
        echo a > "%{buildroot}/usr/share/awkward/Grüße <an> & alle"
        mkdir -p %{buildroot}/opt/x/sbin
        echo a > %{buildroot}/opt/x/sbin/tool
        ln -s tool %{buildroot}/opt/x/sbin/link
        %post
        true
        %files
        %dir /etc/awkward
        %config(noreplace) /etc/awkward/a.conf
        %ghost /etc/awkward/ghost.conf
        /usr/bin/awkward
        /usr/lib/sendmail
        %dir /usr/share/awkward
        /usr/share/awkward/*
        /opt/x
        %changelog
        * Fri Jan 12 2024 Ada <ada@example.org> - 12
        - twelve & <more>
        * Fri Jan 12 2024 Ada <ada@example.org> - 11
        - eleven
        * Fri Jan 12 2024 Ada <ada@example.org> - 10
        - ten
        * Wed Jan 10 2024 Ada <ada@example.org> - 9
        - nine
        * Tue Jan 09 2024 Ada <ada@example.org> - 8
        - eight
        * Mon Jan 08 2024 Ada <ada@example.org> - 7
        - seven
        * Sun Jan 07 2024 Ada <ada@example.org> - 6
        - six
        * Sat Jan 06 2024 Ada <ada@example.org> - 5
        - five
        * Fri Jan 05 2024 Ada <ada@example.org> - 4
        - four
        * Thu Jan 04 2024 Ada <ada@example.org> - 3
        - three
        * Wed Jan 03 2024 Ada <ada@example.org> - 2
        - two
        * Tue Jan 02 2024 Ada <ada@example.org> - 1
        - one

        """#

    /// As small as rpmbuild makes them.
    static func plainSpec(name: String = "plain", version: String = "1", architecture: String = "noarch") -> String {
        """
        Name: \(name)
        Version: \(version)
        Release: 1
        Summary: Plain
        License: MIT
        BuildArch: \(architecture)
        %description
        Plain.
        %files

        """
    }

    /// A package by this program, with one file.
    static func rpm(
        name: String = "hello", version: String = "1.2.0-1", architecture: RPMArchitecture = .x86_64,
        compression: Compression = .gzip
    ) throws -> RPM {
        RPM(
            name: name, version: try RPMVersion(parsing: version), architecture: architecture,
            summary: "Greets & more", description: "It says hello.\n\nAnd no more.", license: "MIT",
            url: "https://example.org/hello", vendor: "Ada", packager: "Ada Lovelace <ada@example.org>",
            buildTime: 1_700_000_000,
            changelog: [RPM.Change(time: 1_700_000_000, author: "Ada <ada@example.org> - 1.2.0-1", text: "- New")],
            contents: OneFile(path: "usr/bin/\(name)", bytes: Array("#!/bin/sh\necho \(version)\n".utf8)),
            compression: compression)
    }

    /// Writes a package into a folder and returns its path.
    @discardableResult
    static func write(
        _ rpm: RPM, to folder: FilePath, sign: (_ header: [UInt8]) throws -> [RPMHeaderSignature] = { _ in [] }
    ) async throws -> FilePath {
        var sink = ArraySink()
        var spool = ArraySpool()
        _ = try await rpm.write(to: &sink, spool: &spool, jobs: 1, sign: sign)
        let path = folder.appending("\(rpm.name)-\(rpm.version).\(rpm.architecture.rawValue).rpm")
        try Files().replace(path, sink.bytes)
        return path
    }

    private struct OneFile: ArchiveContents {
        let entries: [ArchiveEntry]
        let bytes: [UInt8]

        init(path: String, bytes: [UInt8]) {
            entries = [
                ArchiveEntry(
                    path: path, kind: .file(size: UInt64(bytes.count)), mode: 0o755, modified: 1_700_000_000)
            ]
            self.bytes = bytes
        }

        func open(_ index: Int) -> any ByteSource { ArraySource(bytes) }
    }
}

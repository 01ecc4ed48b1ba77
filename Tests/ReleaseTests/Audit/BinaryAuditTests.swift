// SPDX-License-Identifier: Apache-2.0

import Formats
import Release
import TestSupport
import Testing

@Suite("Audits of Linux programs")
struct BinaryAuditTests {
    static let c = """
        #include <math.h>
        #include <pthread.h>
        #include <stdio.h>
        static void *run(void *argument) { return argument; }
        int main(int count, char **arguments) {
            pthread_t thread;
            pthread_create(&thread, 0, run, 0);
            pthread_join(thread, 0);
            printf("hello %.2f\\n", hypot(count + 2, 4));
        }
        """
    static let cxx = """
        #include <filesystem>
        #include <iostream>
        #include <stdexcept>
        int main() {
            try { throw std::runtime_error("no"); } catch (std::exception &error) { std::cout << error.what(); }
            std::cout << std::filesystem::path("/a/b").filename() << std::endl;
        }
        """

    @Test(
        .enabled(if: ForeignTool.areThere("cc", "g++", "dpkg-shlibdeps")),
        arguments: [
            (c, "main.c", ["-lm", "-pthread"]), (cxx, "main.cpp", ["-std=c++17"]),
            (cxx, "main.cpp", ["-std=c++17", "-static-libstdc++"]),
        ])
    func `finds the Debian packages that dpkg-shlibdeps finds`(
        _ source: String, _ name: String, _ options: [String]
    ) throws {
        try ScratchFolder.with { fixture in
            let audit = try fixture.audit(fixture.compile(source, as: name, options))
            try fixture.write("Source: hello\n\nPackage: hello\nArchitecture: any\n", to: "debian/control")
            let peer = try fixture.run("dpkg-shlibdeps", ["-O", "program"])
            let own = audit.debDependencies.map(\.description).joined(separator: ", ")
            #expect("shlibs:Depends=\(own)\n" == peer)
            #expect(audit.findings == [])
        }
    }

    @Test(
        .enabled(if: ForeignTool.areThere("cc", "g++", "/usr/lib/rpm/elfdeps")),
        arguments: [
            (c, "main.c", ["-lm"]), (cxx, "main.cpp", ["-std=c++17"]),
            (c, "main.c", ["-lm", "-Wl,--hash-style=both"]), (c, "main.c", ["-lm", "-Wl,--hash-style=sysv"]),
        ])
    func `finds the capabilities that rpm finds`(_ source: String, _ name: String, _ options: [String]) throws {
        try ScratchFolder.with { fixture in
            let audit = try fixture.audit(fixture.compile(source, as: name, options))
            let peer = try fixture.run("/usr/lib/rpm/elfdeps", ["--requires", "program"])
            #expect(audit.rpmDependencies.map(\.description) == peer.split(separator: "\n").map(String.init))
            #expect(audit.rpmDependencies.allSatisfy { $0.context == .automatic })
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("cc")), arguments: [["-static"], ["-static-pie"]])
    func `a static program needs nothing`(_ options: [String]) throws {
        try ScratchFolder.with { fixture in
            let audit = try fixture.audit(fixture.compile("int main() {}", options))
            #expect(audit.findings == [])
            #expect(audit.floor == .any)
            #expect(audit.debDependencies == [])
            #expect(audit.rpmDependencies == [])
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("cc")))
    func `a library that not every system has is a finding, unless it is allowed`() throws {
        try ScratchFolder.with { fixture in
            try fixture.write("int foo(void) { return 1; }\n", to: "foo.c")
            for name in ["libfoo.so.1", "libswiftCore.so", "libxml2.so.2"] {
                try fixture.run("cc", ["-shared", "-fPIC", "foo.c", "-Wl,-soname,\(name)", "-o", "lib.so"])
                let bytes = try fixture.compile("int foo(void); int main() { return foo(); }", ["lib.so"])
                let audit = try fixture.audit(bytes)
                let finding = try #require(audit.findings.first)
                #expect(audit.findings.count == 1)
                #expect(finding.kind == .library(name))
                #expect(finding.message == "it needs `\(name)`, which not every system has")
                let hint = try #require(finding.hint)
                switch name {
                case "libswiftCore.so":
                    #expect(hint == "set `static: stdlib`, which links the Swift libraries into the program")
                case "libxml2.so.2":
                    #expect(hint.hasPrefix("FoundationXML needs it even with `static: stdlib`;"))
                default:
                    #expect(
                        hint == "link it statically, or allow it by `gates: {audit: {libraries: [libfoo.so.1]}}`, "
                            + "so that packages depend on it")
                }
                let allowed = try fixture.audit(bytes, policy: AuditPolicy(allowedLibraries: [name]))
                let isKnown = name == "libxml2.so.2"
                #expect(allowed.findings.map(\.kind) == (isKnown ? [] : [.unknownDebianPackage(name)]))
                #expect(allowed.debDependencies.map(\.description).contains("libxml2") == isKnown)
                #expect(allowed.rpmDependencies.map(\.name).contains { $0.hasPrefix("\(name)()") })
            }
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("cc")))
    func `looks into run paths, interpreters and the paths in the data`() throws {
        try ScratchFolder.with { fixture in
            let source = "#include <stdio.h>\nint main() { puts(\"/home/ada/x.c\"); puts(__FILE__); }"
            let bytes = try fixture.compile(
                source,
                [
                    "-Wl,-rpath,$ORIGIN/../lib:${ORIGIN}:/opt/tool/lib:$ORIGINAL",
                    "-Wl,--dynamic-linker,/nix/store/ld.so", "-fmacro-prefix-map=main.c=\(fixture.path)/main.c",
                ])
            let audit = try fixture.audit(bytes)
            let stray = AuditFinding.Kind.strayPaths(["/home/ada/x.c", "\(fixture.path)/main.c"])
            #expect(
                audit.findings.map(\.kind) == [
                    .interpreter("/nix/store/ld.so"), .libraryPath("/opt/tool/lib"), .libraryPath("$ORIGINAL"), stray,
                ])
            #expect(
                audit.findings.last?.message
                    == "it contains a path of the machine that built it: `/home/ada/x.c` and 1 more")
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("cc")))
    func `lets the paths of the toolchain's own builders pass`() throws {
        try ScratchFolder.with { fixture in
            let bytes = try fixture.compile(
                "#include <stdio.h>\nint main() { puts(\"/home/build-user/swift/lib/Demangling/Demangler.cpp\"); }")
            #expect(try fixture.audit(bytes).findings == [])
            #expect(try fixture.audit(bytes, policy: AuditPolicy(toolchainPaths: [])).findings.count == 1)
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("cc")))
    func `a program for another machine is a finding`() throws {
        try ScratchFolder.with { fixture in
            let bytes = try fixture.compile("int main() {}", ["-static"])
            let host = AuditTarget.host
            let others = [
                AuditTarget(.linux, [.riscv64]), AuditTarget(.macOS, host.architectures),
                AuditTarget(.linux, host.architectures.union([.s390x])),
            ]
            for target in others {
                let findings = try fixture.audit(bytes, target: target).findings
                #expect(findings.map(\.kind) == [.wrongTarget])
                #expect(findings.first?.message == "it is a program for \(host), not for \(target)")
            }
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("cc")))
    func `says which distributions have what it needs, and what makes it so`() throws {
        try ScratchFolder.with { fixture in
            let bytes = try fixture.compile(
                """
                #include <stdio.h>
                __asm__(".symver old_puts, puts@\(Self.baseline)");
                int old_puts(const char *);
                int main() { old_puts("hello"); }
                """)
            let audit = try fixture.audit(bytes)
            guard case .linux(let floor) = audit.floor else {
                Issue.record("a dynamic program has a floor")
                return
            }
            let glibc = try #require(floor.glibc)
            #expect(audit.floor.description.hasPrefix("needs glibc \(glibc.version) (for `"))
            for distribution in LinuxDistribution.byName.joined() {
                #expect(floor.runs(on: distribution) == (distribution.glibc >= glibc.version))
            }
            let policy = AuditPolicy(newestGlibc: DottedVersion([2, 2]))
            let finding = try #require(try fixture.audit(bytes, policy: policy).findings.first)
            #expect(finding.kind == .floor)
            #expect(finding.message == "it \(audit.floor), and glibc 2.2 is the newest that it may need")
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("cc", "g++")))
    func `joins the needs of several programs`() throws {
        try ScratchFolder.with { fixture in
            let audits = try [
                fixture.audit(fixture.compile(Self.c, ["-lm"])),
                fixture.audit(fixture.compile(Self.cxx, as: "main.cpp", ["-std=c++17"])),
                fixture.audit(fixture.compile("int main() {}", ["-static"])),
            ]
            let deb = BinaryAudit.debDependencies(of: audits)
            #expect(deb.compactMap(\.alternatives.first?.name) == ["libc6", "libgcc-s1", "libstdc++6"])
            let libc = audits.flatMap(\.debDependencies).compactMap(\.alternatives.first).filter { $0.name == "libc6" }
            #expect(deb.first?.alternatives.first?.version == libc.compactMap(\.version).max())
            let rpm = BinaryAudit.rpmDependencies(of: audits)
            #expect(Set(rpm) == Set(audits.flatMap(\.rpmDependencies)))
            #expect(rpm.count == Set(rpm).count)
        }
    }

    #if arch(x86_64)
        static let baseline = "GLIBC_2.2.5"
    #else
        static let baseline = "GLIBC_2.17"
    #endif
}

@Suite("Debian's releases of gcc's libraries")
struct GCCReleaseTests {
    /// Debian's own table is the authority, wherever the tests run on Debian.
    @Test(.enabled(if: ForeignTool.areThere("g++", "dpkg-shlibdeps", "dpkg-query")))
    func `the table says what dpkg's symbols files say`() throws {
        try ScratchFolder.with { fixture in
            var checked: Set<String> = []
            for package in ["libstdc++6", "libgcc-s1"] {
                let path = try fixture.run("dpkg-query", ["--control-path", package, "symbols"])
                let symbols = try fixture.run("cat", [path.split(separator: "\n").first.map(String.init) ?? ""])
                for line in symbols.split(separator: "\n") where line.hasPrefix(" ") {
                    let words = line.split(separator: " ")
                    guard let name = words.first?.split(separator: "@").last, words.count == 2 else { continue }
                    guard checked.insert("\(name) \(words[1])").inserted else { continue }
                    #expect(GCCRelease.first(with: String(name))?.description == String(words[1]), "\(line)")
                }
            }
            #expect(checked.count > 40)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import SystemPackage
import TestSupport
import Testing
#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite("YUM repositories with zypper", .enabled(if: ForeignTool.areThere("zypper", "rpm") && geteuid() == 0))
struct ZypperTests {
    @Test(arguments: [Compression.gzip, .zstd])
    func `install and upgrade signed packages`(_ form: Compression) async throws {
        try await YumSite.with { site in
            try await site.publish("1.0-1", form: form)
            try await site.configure()
            try await site.zypper("install hello")
            #expect(try await site.installed() == "1.0-1")
            try await site.publish("1.10-1", "1.2-1", form: form)
            try await site.zypper("refresh --force")
            try await site.zypper("update")
            #expect(try await site.installed() == "1.10-1")
        }
    }

    @Test func `take no metadata that was tampered with`() async throws {
        try await YumSite.with { site in
            try await site.publish("1.0-1")
            try await site.configure()
            try await site.tamper("*/x86_64/repodata/repomd.xml", "<revision>1", "<revision>2")
            _ = try await site.zypper("refresh --force", status: 4)
        }
    }

    @Test func `take no package that is not signed`() async throws {
        try await YumSite.with { site in
            try await site.publish("1.0-1", isPackageSigned: false)
            try await site.configure()
            try await SamplePackages.run("echo 'pkg_gpgcheck=1' >> machine/etc/zypp/repos.d/site.repo", in: site.folder)
            _ = try await site.zypper("install hello", status: 8)
            #expect(!(try Files().exists(site.machine.appending("usr/bin/hello"))))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import Signing
import SystemPackage
import TestSupport
import Testing
#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

@Suite("YUM repositories with dnf", .enabled(if: ForeignTool.areThere("dnf", "rpm") && geteuid() == 0))
struct DnfTests {
    @Test(arguments: [Compression.gzip, .zstd])
    func `install, upgrade and hold signed packages`(_ form: Compression) async throws {
        try await YumSite.with { site in
            try await site.publish("1.0-1", form: form)
            try await site.configure()
            try await site.dnf("install hello")
            #expect(try await site.installed() == "1.0-1")

            try await site.publish("1.10-1", "1.2-1", form: form)
            try await site.dnf("--refresh upgrade")
            #expect(try await site.installed() == "1.10-1")

            if YumSite.canLock { try await site.dnf("versionlock add hello") }
            try await site.publish("2.0-1", form: form)
            if YumSite.canLock {
                try await site.dnf("--refresh upgrade")
                #expect(try await site.installed() == "1.10-1")
                try await site.dnf("versionlock delete hello")
            }
            try await site.dnf("--refresh upgrade")
            #expect(try await site.installed() == "2.0-1")
            let found = try await site.dnf("-q repoquery --qf '%{name} %{evr} %{arch}' hello")
            #expect(
                found.split(separator: "\n").sorted() == ["1.0", "1.10", "1.2", "2.0"].map { "hello \($0)-1 x86_64" })
            #expect(try await site.dnf("-q repoquery --whatprovides /usr/bin/hello --latest-limit 1").contains("hello"))
        }
    }

    @Test func `take nothing that was tampered with`() async throws {
        try await YumSite.with { site in
            try await site.publish("1.0-1")
            try await site.configure()
            try await site.dnf("makecache")
            // With another revision, and the metalink that goes with it: only the signature is wrong.
            try await site.tamper("*/generations/*/repomd.xml", "<revision>1", "<revision>2")
            try await SamplePackages.run(
                """
                cd yum/stable/x86_64
                sum=$(sha256sum generations/*/repodata/repomd.xml | cut -d' ' -f1)
                sed -i "s|\\(<hash type=.sha256.>\\)[0-9a-f]*|\\1$sum|" metalink
                """, in: site.root)
            #expect(try await site.dnf("--refresh makecache", status: 1).contains("GPG"))
        }
        try await YumSite.with { site in
            try await site.publish("1.0-1")
            try await site.configure()
            try await site.tamper("*.rpm", "Greets", "Grunts")
            _ = try await site.dnf("install hello", status: 1)
            #expect(!(try Files().exists(site.machine.appending("usr/bin/hello"))))
        }
    }

    @Test func `tell what an update is for`() async throws {
        try await YumSite.with { site in
            let engine = site.engine(updateInfo: true)
            try await site.publish("1.0-1", through: engine)
            try await site.configure()
            try await site.dnf("install hello")
            try await site.publish("1.2.0-1", through: engine)
            let listed = try await site.dnf("-q --refresh updateinfo list")
            let words = listed.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(words == [["hello-1.2.0-1", "enhancement", "hello-1.2.0-1.x86_64"]])
            let told = try await site.dnf("-q updateinfo info hello-1.2.0-1")
            #expect(told.contains("Update ID: hello-1.2.0-1") && told.contains("- New"), "\(told)")
            #expect(told.contains("Updated: 2023-11-14 22:13:20"), "\(told)")
            try await site.dnf("upgrade --advisory=hello-1.2.0-1")
            #expect(try await site.installed() == "1.2.0-1")
        }
    }

    @Test func `take no package that is not signed`() async throws {
        try await YumSite.with { site in
            try await site.publish("1.0-1", isPackageSigned: false)
            try await site.configure()
            #expect(try await site.dnf("install hello", status: 1).contains("is not signed"))
        }
    }

    @Test func `read one generation or the next while there are publications`() async throws {
        try await YumSite.with { site in
            try await site.publish("1.0-1")
            try await site.configure()
            try await site.dnf("makecache")
            let rounds = 200
            async let readings = Self.read(site, until: "1.\(rounds)-1")
            for round in 1...rounds { try await site.publish("1.\(round)-1") }
            let seen = try await readings
            #expect(seen.count >= 3)
            #expect(seen.last == rounds + 1)
            #expect(seen == seen.sorted())
        }
    }

    @Test func `follow from one key to another through a time in which both sign`() async throws {
        try await YumSite.with { site in
            try await site.publish("1.0-1")
            try await site.configure()
            try await site.dnf("makecache")
            let now = SystemClock().now()
            let armored = try OpenPGPKeyGeneration(
                .rsa(bits: 3072), userID: "Ada <ada@example.org>", created: now - 10
            ).armoredSecretKey()
            let new = try OpenPGPSecretKey(parsing: armored)
            let both = try OpenPGPSigner([site.secretKey, new], at: now)
            func engine(_ signer: OpenPGPSigner) -> RepositoryEngine {
                RepositoryEngine(
                    FolderStorage(site.root), formats: [YumFormat(), AptFormat()],
                    settings: RepositorySettings(name: "site", url: site.server.url, signer: signer), jobs: 2)
            }
            try await site.publish("1.1-1", through: engine(both))
            // The machine that has the old key alone reads what both have signed, and learns of the new one.
            try await site.dnf("--refresh install hello")
            #expect(try await site.installed() == "1.1-1")
            try await site.publish("1.2-1", through: engine(try OpenPGPSigner([new], at: now)))
            try await site.dnf("--refresh upgrade")
            #expect(try await site.installed() == "1.2-1")
        }
    }

    /// Asks again and again what there is, and returns how many packages were seen each time.
    private static func read(_ site: YumSite, until version: String) async throws -> [Int] {
        var seen: [Int] = []
        for _ in 0..<2000 {
            let found = try await site.dnf("-q --refresh repoquery --qf '%{evr}' hello")
            let versions = found.split(separator: "\n")
            seen.append(versions.count)
            if versions.contains(where: { $0 == version }) { break }
        }
        return seen
    }
}

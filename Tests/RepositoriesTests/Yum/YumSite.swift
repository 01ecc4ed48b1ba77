// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Repositories
import Signing
import SystemPackage
import TestSupport
import Testing

/// A signed repository in a folder, on a web server, and an empty machine on which dnf and zypper install from it.
struct YumSite {
    let folder: FilePath
    let server: TestServer
    let secretKey: OpenPGPSecretKey
    let signer: OpenPGPSigner
    private let clock: any ReleaseClock
    private let files = Files()

    var root: FilePath { folder.appending("www") }
    /// The machine's file system.
    var machine: FilePath { folder.appending("machine") }

    static func with(
        clock: any ReleaseClock = SystemClock(), _ body: (YumSite) async throws -> Void
    ) async throws {
        try await Files().withTemporaryDirectory { folder in
            let root = folder.appending("www")
            try Files().createDirectory(root)
            try await TestServer.run({ request in try await FolderSite(root).respond(to: request) }) { server in
                let now = SystemClock().now()
                let key = try OpenPGPKeyGeneration(
                    .rsa(bits: 3072), userID: "Ada <ada@example.org>", created: now - 10
                ).armoredSecretKey()
                let secretKey = try OpenPGPSecretKey(parsing: key)
                let signer = try OpenPGPSigner([secretKey], at: now)
                try await body(
                    YumSite(folder: folder, server: server, secretKey: secretKey, signer: signer, clock: clock))
            }
        }
    }

    func engine(form: Compression = .gzip, isSigned: Bool = true, updateInfo: Bool? = nil) -> RepositoryEngine {
        RepositoryEngine(
            FolderStorage(root, clock: clock), formats: [YumFormat(form: form, updateInfo: updateInfo), AptFormat()],
            settings: RepositorySettings(name: "site", url: server.url, signer: isSigned ? signer : nil),
            clock: clock, jobs: 2)
    }

    /// Publishes versions of the package `hello`.
    ///
    /// - Parameter engine: Where; nil is the site's own folder.
    func publish(
        _ versions: String..., form: Compression = .gzip, isPackageSigned: Bool = true,
        through engine: RepositoryEngine? = nil
    ) async throws {
        let incoming = folder.appending("incoming")
        try files.createDirectory(incoming)
        var paths: [FilePath] = []
        for version in versions {
            let rpm = try SamplePackages.rpm(version: version)
            let signer = signer
            paths.append(
                try await SamplePackages.write(rpm, to: incoming) { header in
                    isPackageSigned ? [try signer.rpmSignature(header: header, at: SystemClock().now())] : []
                })
        }
        _ = try await (engine ?? self.engine(form: form)).add(paths, to: "stable")
    }

    /// Changes the first occurrence of a text in files of the site, found by a pattern of the shell.
    func tamper(_ pattern: String, _ old: String, _ new: String) async throws {
        try await SamplePackages.run(
            "for f in $(find . -path '\(pattern)'); do sed -i '0,/\(old)/s//\(new)/' $f; done", in: root)
    }

    /// The modules of dnf's plugins, where `scripts/bootstrap test` puts them.
    private static let plugins = FilePath(#filePath).removingLastComponent().appending(
        "../../../.build/tools/dnf-plugins-core/usr/lib/python3/dist-packages"
    ).lexicallyNormalized()

    /// Whether dnf can hold versions.
    static var canLock: Bool { (try? Files().exists(plugins.appending("dnf-plugins/versionlock.py"))) ?? false }

    /// Puts the repository's `.repo` file on the machine, for all clients.
    func configure() async throws {
        try await SamplePackages.run(
            """
            mkdir -p machine/etc/yum.repos.d machine/etc/zypp/repos.d machine/etc/dnf/plugins
            cp www/yum/site.repo machine/etc/yum.repos.d/
            cp www/yum/site.repo machine/etc/zypp/repos.d/
            printf '[main]\\nreposdir=%s\\ncachedir=%s\\nkeepcache=0\\npluginconfpath=%s\\n' \
            $PWD/machine/etc/yum.repos.d $PWD/machine/cache $PWD/machine/etc/dnf/plugins > dnf.conf
            printf '[main]\\nenabled=1\\nlocklist=%s\\n' $PWD/machine/locks > machine/etc/dnf/plugins/versionlock.conf
            touch machine/locks
            """, in: folder)
    }

    /// Of all plugins this one alone: others that a machine has may lack what they need, and say so in what is printed.
    private static let lock = canLock ? "--enableplugin=versionlock" : ""

    /// Runs dnf on the machine and returns what it printed.
    @discardableResult
    func dnf(_ arguments: String, status: Int32 = 0) async throws -> String {
        try await SamplePackages.run(
            """
            PYTHONPATH=\(Self.plugins) dnf -y -c dnf.conf --installroot=$PWD/machine --releasever=1 --forcearch=x86_64 \
            --setopt=pluginpath=\(Self.plugins)/dnf-plugins --disableplugin='*' \(Self.lock) \
            --setopt=zchunk=0 \(arguments)
            """, in: folder, status: status)
    }

    /// Runs zypper on the machine and returns what it printed.
    @discardableResult
    func zypper(_ arguments: String, status: Int32 = 0) async throws -> String {
        try await SamplePackages.run(
            "ZYPP_CONF=/dev/null zypper --root $PWD/machine -n --gpg-auto-import-keys \(arguments)", in: folder,
            status: status)
    }

    /// What the package `hello` that is installed on the machine prints.
    func installed() async throws -> String {
        try await SamplePackages.run("sh machine/usr/bin/hello", in: folder)
            .trimmingSuffix { $0 == "\n" }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ isSurplus: (Character) -> Bool) -> String {
        var text = Substring(self)
        while let last = text.last, isSurplus(last) { text.removeLast() }
        return String(text)
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Signing
import TestSupport
import Testing

/// Signatures within packages that others made, checked by rpm and debsig-verify.
@Suite("Signatures within packages")
struct PackageSignatureTests {
    private let now = Machine.current().clock.now()

    private func signer(_ algorithm: OpenPGPKeyGeneration.Algorithm) throws -> OpenPGPSigner {
        try OpenPGPSignerTests.key(algorithm, created: now - 100).signer(at: now)
    }

    private func signed(_ package: [UInt8], by signer: OpenPGPSigner?) throws -> [UInt8] {
        var reader = try RPMReader(ArraySource(package))
        var sink = ArraySink()
        let signatures = try signer.map { [try $0.rpmSignature(header: reader.headerBytes, at: now)] } ?? []
        try reader.rewrite(to: &sink, signatures: signatures)
        return sink.bytes
    }

    private func rpmbuild(_ folder: ToolFolder) async throws -> [UInt8] {
        let spec = """
            Name: aa
            Version: 1.0
            Release: 1
            Summary: A
            License: MIT
            BuildArch: noarch
            %description
            text
            %install
            mkdir -p %{buildroot}/etc
            echo conf > %{buildroot}/etc/aa.conf
            %files
            /etc/aa.conf

            """
        try folder.write(spec, "aa.spec")
        try await folder.must(
            "sh", "-c", "rpmbuild --quiet --define \"_topdir $PWD/top\" --define \"_rpmdir $PWD\" -bb aa.spec")
        return try folder.read("noarch/aa-1.0-1.noarch.rpm")
    }

    @Test(
        .enabled(if: ForeignTool.areThere("rpmbuild", "rpmkeys")),
        arguments: [OpenPGPKeyGeneration.Algorithm.ed25519, .rsa(bits: 3072)])
    func `rpm verifies, and refuses a changed header and another's key`(
        _ algorithm: OpenPGPKeyGeneration.Algorithm
    ) async throws {
        let signer = try signer(algorithm)
        try await ToolFolder.with { folder in
            let original = try await rpmbuild(folder)
            let package = try signed(original, by: signer)
            try folder.write(package, "aa.rpm")
            try folder.write(signer.publicKey.armored, "key.asc")
            try await folder.must("sh", "-c", "mkdir db && rpmkeys --dbpath $PWD/db --import key.asc")
            let words = algorithm == .ed25519 ? "V4 EdDSA/SHA256 Signature" : "V4 RSA/SHA256 Signature"
            let said = try await folder.must("sh", "-c", "rpmkeys --dbpath $PWD/db -Kv aa.rpm")
            #expect(said.split(separator: "\n").contains { $0.contains(words) && $0.hasSuffix(": OK") })

            // Signing again and taking the signature off do not depend on what was there.
            let other = try self.signer(.ed25519)
            #expect(try signed(signed(package, by: other), by: nil) == signed(original, by: nil))
            try folder.write(try signed(package, by: other), "other.rpm")
            #expect(try await !folder.run("sh", "-c", "rpmkeys --dbpath $PWD/db -K other.rpm").isSuccess)

            var changed = package
            let range = try RPMReader(ArraySource(package)).headerRange
            let place = try #require(changed[Int(range.lowerBound)...].firstIndex(of: UInt8(ascii: "M")))
            changed[place] = UInt8(ascii: "N")
            try folder.write(changed, "changed.rpm")
            #expect(try await !folder.run("sh", "-c", "rpmkeys --dbpath $PWD/db -K changed.rpm").isSuccess)
            #expect(throws: RPMReadError.self) { _ = try signed(changed, by: signer) }
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("dpkg-deb", "debsig-verify")))
    func `debsig-verify verifies, and refuses a changed package`() async throws {
        let signer = try signer(.rsa(bits: 3072))
        let keyID = String(signer.publicKey.fingerprint.description.suffix(16))
        let policy = """
            <?xml version="1.0"?>
            <!DOCTYPE Policy SYSTEM "https://www.debian.org/debsig/1.0/policy.dtd">
            <Policy xmlns="https://www.debian.org/debsig/1.0/">
              <Origin Name="test" id="\(keyID)" Description="test"/>
              <Selection><Required Type="origin" File="key.gpg" id="\(keyID)"/></Selection>
              <Verification MinOptional="0"><Required Type="origin" File="key.gpg" id="\(keyID)"/></Verification>
            </Policy>

            """
        try await ToolFolder.with { folder in
            try await folder.must("mkdir", "-p", "tree/DEBIAN", "tree/etc", "policies/\(keyID)", "keyrings/\(keyID)")
            try folder.write(
                "Package: aa\nVersion: 1\nArchitecture: all\nMaintainer: A <a@example.org>\nDescription: A\n",
                "tree/DEBIAN/control")
            try folder.write("conf\n", "tree/etc/aa.conf")
            try await folder.must("dpkg-deb", "--root-owner-group", "--build", "tree", "aa.deb")
            try folder.write(policy, "policies/\(keyID)/test.pol")
            try folder.write(signer.publicKey.binary, "keyrings/\(keyID)/key.gpg")

            let original = try folder.read("aa.deb")
            let signature = try signer.debSignature(of: ArraySource(original), at: now)
            func rewritten(_ package: [UInt8], _ signature: [UInt8]?) throws -> [UInt8] {
                var sink = ArraySink()
                try DebSignature.rewrite(ArraySource(package), to: &sink, signature: signature)
                return sink.bytes
            }
            let package = try rewritten(original, signature)
            try folder.write(package, "signed.deb")
            let arguments = ["--policies-dir", "\(folder.path)/policies", "--keyrings-dir", "\(folder.path)/keyrings"]
            let accepted = try await folder.run("debsig-verify", arguments + ["signed.deb"])
            #expect(accepted.isSuccess, "\(accepted.outputText) \(accepted.error.text)")
            try await folder.must("dpkg-deb", "--info", "signed.deb")
            #expect(try rewritten(package, nil) == rewritten(original, nil))
            #expect(try rewritten(package, signature) == package)
            #expect(try signer.debSignature(of: ArraySource(package), at: now) == signature)

            var changed = package
            changed[8 + 60 + 4 + 60 + 20] ^= 1
            try folder.write(changed, "changed.deb")
            #expect(try await !folder.run("debsig-verify", arguments + ["changed.deb"]).isSuccess)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
@testable import Signing
import TestSupport
import Testing

/// Signatures of which a number begins with zero bytes, which are left out: one in some hundred.
@Suite("OpenPGP signatures with short numbers")
struct ShortNumberTests {
    private static let most = 3000

    /// The first signatures with a short number, and what they are over.
    private func short(
        _ signer: OpenPGPSigner, at time: Int64, count: Int, isShort: (OpenPGPSignaturePacket) throws -> Bool
    ) throws -> [(data: [UInt8], signature: OpenPGPSignature)] {
        var found: [(data: [UInt8], signature: OpenPGPSignature)] = []
        for index in 0..<Self.most where found.count < count {
            let data = Array("\(index)".utf8)
            let signature = try signer.detachedSignature(of: data, at: time)
            let packet = try #require(try OpenPGPSignaturePacket(parsing: signature.packets[0].body))
            if try isShort(packet) { found.append((data, signature)) }
        }
        return found
    }

    private func check(_ found: [(data: [UInt8], signature: OpenPGPSignature)], _ signer: OpenPGPSigner) async throws {
        #expect(!found.isEmpty)
        let now = Machine.current().clock.now()
        for (data, signature) in found {
            try signer.keyRing.verify(signature.binary, of: data, at: now)
            #expect(throws: OpenPGPVerificationError.self) {
                try signer.keyRing.verify(signature.binary, of: data + [0], at: now)
            }
        }
        guard ForeignTool.areThere("gpgv") else { return }
        try await ToolFolder.with { folder in
            try folder.write(signer.keyRing.binary, "key.gpg")
            for (data, signature) in found {
                try folder.write(data, "data")
                try folder.write(signature.binary, "sig")
                try await folder.must("gpgv", "--keyring", "./key.gpg", "sig", "data")
            }
        }
    }

    @Test func `verify with Ed25519, R short or S short`() async throws {
        let now = Machine.current().clock.now()
        let signer = try OpenPGPSignerTests.key(created: now - 10).signer(at: now)
        for wanted in [true, false] {
            let found = try short(signer, at: now, count: 3) { packet in
                var reader = OpenPGPFieldReader(packet.numbers, of: "signature")
                let first = try reader.mpi()
                let second = try reader.mpi()
                return (wanted ? first : second).count < 32
            }
            try await check(found, signer)
        }
    }

    @Test func `verify with RSA`() async throws {
        let now = Machine.current().clock.now()
        let signer = try OpenPGPSignerTests.key(.rsa(bits: 2048), created: now - 10).signer(at: now)
        let found = try short(signer, at: now, count: 1) { packet in
            var reader = OpenPGPFieldReader(packet.numbers, of: "signature")
            return try reader.mpi().count < 256
        }
        try await check(found, signer)
    }
}

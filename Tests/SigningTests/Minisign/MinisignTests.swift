// SPDX-License-Identifier: Apache-2.0
import Crypto
import Effects
@testable import Signing
import TestSupport
import Testing

@Suite("minisign")
struct MinisignTests {
    @Test(arguments: [(127, 64), (128, 64), (129, 64), (256, 64), (1000, 32)])
    func `BLAKE2b takes pieces of any size for the whole`(_ count: Int, _ size: Int) {
        let bytes = (0..<count).map { UInt8($0 % 251) }
        let whole = BLAKE2b.hash(bytes, digestSize: size)
        for step in [1, 63, 128, 200] {
            var hasher = BLAKE2b(digestSize: size)
            for start in stride(from: 0, to: count, by: step) {
                hasher.update(Array(bytes[start..<min(start + step, count)]))
            }
            #expect(hasher.finalize() == whole)
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("b2sum")))
    func `BLAKE2b agrees with b2sum`() async throws {
        try await ToolFolder.with { folder in
            for count in [0, 1, 127, 128, 129, 255, 256, 257, 5000] {
                let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
                try folder.write(bytes, "data")
                for size in [32, 64] {
                    let found = try await folder.must("b2sum", "--length", "\(size * 8)", "data")
                    let own = BLAKE2b.hash(bytes, digestSize: size)
                    #expect(found.hasPrefix(own.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()))
                }
            }
        }
    }

    @Test(.enabled(if: ForeignTool.areThere("minisign")))
    func `minisign accepts the signature, and its own is accepted`() async throws {
        try await ToolFolder.with { folder in
            try await folder.must("minisign", "-G", "-W", "-p", "key.pub", "-s", "key.sec")
            let secret = try MinisignSecretKey(parsing: String(decoding: folder.read("key.sec"), as: UTF8.self))
            let text = String(decoding: try folder.read("key.pub"), as: UTF8.self)
            let publicKey = try MinisignPublicKey(parsing: text)
            #expect(text.contains(publicKey.line))
            #expect(text.contains("public key \(publicKey.name)"))
            let data = Array("a file\n".utf8)
            try folder.write(data, "file")
            try folder.write(try secret.signature(of: data, comment: "timestamp:1\tfile:file\thashed"), "file.minisig")
            let said = try await folder.must("minisign", "-V", "-H", "-p", "key.pub", "-m", "file")
            #expect(said.contains("Trusted comment: timestamp:1\tfile:file\thashed"))
            try folder.write(data + [0], "file")
            #expect(try await !folder.run("minisign", "-V", "-H", "-p", "key.pub", "-m", "file").isSuccess)

            try folder.write(data, "file")
            try await folder.must("minisign", "-S", "-s", "key.sec", "-m", "file", "-t", "theirs")
            let theirs = String(decoding: try folder.read("file.minisig"), as: UTF8.self)
            #expect(try publicKey.verify(theirs, of: data) == "theirs")
            #expect(throws: MinisignError.bad) { try publicKey.verify(theirs, of: data + [0]) }
            #expect(throws: MinisignError.bad) {
                try publicKey.verify(theirs.replacing("theirs", with: "mine"), of: data)
            }
            #expect(throws: MinisignError.publicKeyOnly) { _ = try MinisignSecretKey(parsing: text) }
        }
    }

    /// The two ways in which scrypt's parameters follow from the limits: too little work for the memory, and enough.
    @Test(arguments: [1 << 24, 1 << 20] as [UInt64])
    func `opens a protected key with its password alone`(_ memory: UInt64) throws {
        let number: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8]
        let text = try Self.protectedKey(
            number, seed: [UInt8](repeating: 9, count: 32), password: "pw123", memory: memory)
        let key = try MinisignSecretKey(parsing: text, password: "pw123")
        #expect(key.publicKey.number == number)
        #expect(throws: MinisignError.wrongPassword) { _ = try MinisignSecretKey(parsing: text, password: "pw124") }
        #expect(throws: MinisignError.passwordMissing) { _ = try MinisignSecretKey(parsing: text) }
        #expect("\(key)" == "<redacted>")
        for junk in ["", "RW", "untrusted comment: x\n", String(text.dropLast(20))] {
            #expect(throws: MinisignError.notAKey) { _ = try MinisignSecretKey(parsing: junk, password: "pw123") }
        }
    }

    /// A key file as `minisign -G` writes it, but with scrypt's limits so low that it opens at once.
    private static func protectedKey(_ number: [UInt8], seed: [UInt8], password: String, memory: UInt64) throws
        -> String
    {
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        let salt = [UInt8](0..<32)
        let operations: UInt64 = 32_768
        let open = number + seed + Array(key.publicKey.rawRepresentation)
        let check = BLAKE2b.hash(Array("Ed".utf8) + open, digestSize: 32)
        let mask = try MinisignSecretKey.mask(password, salt: salt, operations: operations, memory: memory)
        let limits = [operations, memory].flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        }
        let bytes = Array("EdScB2".utf8) + salt + limits + zip(open + check, mask).map { $0 ^ $1 }
        return "untrusted comment: minisign encrypted secret key\n"
            + String(decoding: Base64.encode(bytes), as: UTF8.self) + "\n"
    }
}

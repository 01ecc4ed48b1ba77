// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
@testable import Signing
import TestSupport
import Testing

/// Keys, signatures and signed texts with damage of every kind: nothing may crash, hang or verify that should not.
///
/// `FLEDGE_FUZZ_RUNS` sets how many, by default a few thousand.
@Suite("Damaged OpenPGP data")
struct OpenPGPMutationTests {
    private static let now: Int64 = 1_700_000_000
    private static let passphrase = "x"
    private static var runs: Int {
        Machine.current().environment["FLEDGE_FUZZ_RUNS"].flatMap { Int($0) } ?? 6000
    }

    @Test func `makes keys unreadable or leaves them as safe as they were`() async throws {
        var seeds = try [OpenPGPKeyGeneration.Algorithm.ed25519, .rsa(bits: 2048)].map { algorithm in
            let text = try OpenPGPKeyGeneration(algorithm, userID: "Ada <a@example.org>", created: Self.now - 10)
                .armoredSecretKey()
            return try #require(try OpenPGPArmor.blocks(in: Array(text.utf8)).first).bytes
        }
        seeds += seeds.map { seed in (try? OpenPGPKeyRing(parsing: seed).binary) ?? [] }
        seeds += try await Self.foreignKeys()
        var mutator = PacketMutator(seed: 1)
        var read = 0, signing = 0
        for run in 0..<Self.runs {
            let bytes = mutator.mutated(seeds[run % seeds.count], other: seeds[(run / 7) % seeds.count])
            do throws(OpenPGPError) {
                for key in try OpenPGPPublicKey.all(parsing: bytes) {
                    read += 1
                    _ = key.armored.count + key.userIDs.count
                    _ = try key.expiry(at: Self.now)
                }
                for key in try OpenPGPSecretKey.all(parsing: bytes, passphrase: Self.passphrase) {
                    _ = try key.signer(at: Self.now).detachedSignature(of: [1], at: Self.now)
                    signing += 1
                }
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
        // Mutations that leave no key at all would prove nothing.
        #expect(read > Self.runs / 20)
        #expect(signing > 0)
    }

    @Test func `makes no signature good over other data`() throws {
        let signer = try OpenPGPSignerTests.key(created: Self.now - 10).signer(at: Self.now)
        let data = Array("data".utf8)
        let seed = try signer.detachedSignature(of: data, at: Self.now).binary
        let text = try signer.clearSigned(Array("one\n- two\nthree\n".utf8), at: Self.now)
        var mutator = PacketMutator(seed: 2)
        for _ in 0..<Self.runs {
            let bytes = mutator.mutated(seed, other: signer.publicKey.binary)
            #expect(throws: OpenPGPVerificationError.self) {
                try signer.keyRing.verify(bytes, of: data + [0], at: Self.now)
            }
            let changed = mutator.damaged(text)
            if let (found, _) = try? signer.keyRing.verify(clearSigned: changed, at: Self.now) {
                #expect(found == Array("one\n- two\nthree\n".utf8))
            }
        }
    }

    /// Keys with subkeys, bindings and cross-signatures, where gpg and sq are there to make them.
    private static func foreignKeys() async throws -> [[UInt8]] {
        var keys: [[UInt8]] = []
        try await ToolFolder.with { folder in
            if ForeignTool.areThere("gpg") {
                let gpg = GPG(folder: folder)
                try await gpg.must([
                    "--faked-system-time", "20230101T000000", "--quick-gen-key", "Ada", "ed25519", "cert", "never",
                ])
                try await gpg.must([
                    "--faked-system-time", "20230102T000000", "--quick-add-key", try await gpg.fingerprint(), "ed25519",
                    "sign", "never",
                ])
                try await gpg.must(["--output", "sub", "--export-secret-subkeys"])
                try await gpg.must(["--output", "all", "--export-secret-keys"])
                keys += [try folder.read("sub"), try folder.read("all")]
            }
        }
        return keys
    }
}

/// Damages packets where it hurts: in lengths, counts and types, by swapping, doubling and cutting.
struct PacketMutator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    private mutating func number(below limit: Int) -> Int { limit > 0 ? Int(next() % UInt64(limit)) : 0 }

    /// Some packets of `bytes`, one or several of them damaged, perhaps with one of `other`'s.
    mutating func mutated(_ bytes: [UInt8], other: [UInt8]) -> [UInt8] {
        guard var packets = try? OpenPGPPacket.all(in: bytes), !packets.isEmpty else { return damaged(bytes) }
        for _ in 0...number(below: 2) {
            let index = number(below: packets.count)
            switch number(below: 8) {
            case 0: packets.insert(packets[index], at: number(below: packets.count))
            case 1 where packets.count > 1: packets.remove(at: index)
            case 2: packets.swapAt(index, number(below: packets.count))
            case 3:
                if let foreign = try? OpenPGPPacket.all(in: other), !foreign.isEmpty {
                    packets.insert(foreign[number(below: foreign.count)], at: index)
                }
            case 4: packets[index] = OpenPGPPacket(tag: UInt8(number(below: 20)) + 1, body: packets[index].body)
            default: packets[index] = OpenPGPPacket(tag: packets[index].tag, body: damaged(packets[index].body))
            }
        }
        let joined = packets.flatMap(\.bytes)
        return number(below: 10) == 0 ? damaged(joined) : joined
    }

    /// The bytes with one thing changed, mostly near their start, where the structure is.
    mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return [UInt8(truncatingIfNeeded: next())] }
        var result = bytes
        let place = number(below: number(below: 3) == 0 ? bytes.count : min(bytes.count, 48))
        let end = min(bytes.count, place + 1 + number(below: 24))
        switch number(below: 8) {
        case 0: result[place] ^= 1 << UInt8(number(below: 8))
        case 1: result[place] = [0, 1, 0x7F, 0x80, 0xBF, 0xC0, 0xFE, 0xFF][number(below: 8)]
        case 2: result.removeSubrange(place..<end)
        case 3: result.insert(contentsOf: bytes[place..<end], at: number(below: bytes.count))
        case 4: result.removeLast(number(below: bytes.count))
        case 5: result.insert(contentsOf: (0..<number(below: 9)).map { _ in UInt8(number(below: 256)) }, at: place)
        case 6: result[place] = UInt8(number(below: 256))
        default: result.replaceSubrange(place..<end, with: repeatElement(0xFF, count: end - place))
        }
        return result
    }
}

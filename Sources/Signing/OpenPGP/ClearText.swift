// SPDX-License-Identifier: Apache-2.0

/// A text with signatures over it that people can read (RFC 9580, section 7):
///
///     -----BEGIN PGP SIGNED MESSAGE-----
///     Hash: SHA512
///
///     lines of the text, with `- ` before those that begin with a dash
///     -----BEGIN PGP SIGNATURE-----
///     …
struct ClearText: Sendable, Hashable {
    /// The text, of whole lines.
    let text: [UInt8]

    init(_ text: [UInt8]) throws(OpenPGPError) {
        guard !text.contains(0), String(validating: text, as: UTF8.self) != nil else { throw .notText }
        self.text = text.isEmpty || text.last == 0x0A ? text : text + [0x0A]
    }

    private init(lines: [UInt8]) { text = lines }

    /// What is signed: the lines without white space at their ends, joined by CR and LF, the last without an end.
    var canonical: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.count + text.count / 16)
        var lines = OpenPGPArmor.Lines(text)
        var isFirst = true
        while let line = lines.next() {
            if !isFirst { out += [0x0D, 0x0A] }
            isFirst = false
            out += line
        }
        return out
    }

    /// The text without white space at the ends of its lines.
    var trimmed: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(text.count)
        var lines = OpenPGPArmor.Lines(text)
        while let line = lines.next() {
            out += line
            out.append(0x0A)
        }
        return out
    }

    func framed(hash: OpenPGPHash, signature: OpenPGPSignature) -> [UInt8] {
        var out = Array("\(Self.start)\nHash: \(hash.name)\n\n".utf8)
        var lines = OpenPGPArmor.Lines(text)
        while let line = lines.nextUntrimmed() {
            if line.first == UInt8(ascii: "-") { out += [UInt8(ascii: "-"), 0x20] }
            out += line
            out.append(0x0A)
        }
        return out + Array(signature.armored.utf8)
    }

    private static let start = "-----BEGIN PGP SIGNED MESSAGE-----"

    /// Takes a signed text apart. Nothing but white space may be before and behind it, so that all of it is signed.
    static func parse(_ bytes: [UInt8]) throws(OpenPGPVerificationError) -> (ClearText, OpenPGPSignature) {
        var lines = OpenPGPArmor.Lines(bytes)
        guard let first = lines.next(), first.elementsEqual(start.utf8) else { throw .notClearSigned }
        while let line = lines.next(), !line.isEmpty {
            guard line.starts(with: "Hash: ".utf8) else { throw .notClearSigned }
        }
        var text: [UInt8] = []
        while let line = lines.nextUntrimmed() {
            if line.first == UInt8(ascii: "-") {
                if line.starts(with: "-----BEGIN PGP SIGNATURE-----".utf8) {
                    let block: OpenPGPArmor
                    do throws(OpenPGPError) {
                        block = try OpenPGPArmor.block(.signature, &lines)
                        while let rest = lines.next() {
                            guard rest.isEmpty else { throw .malformed(field: "end of the signed text", offset: 0) }
                        }
                        return (
                            ClearText(lines: text), OpenPGPSignature(packets: try OpenPGPPacket.all(in: block.bytes))
                        )
                    } catch {
                        throw .unreadable(error)
                    }
                }
                guard line.starts(with: "- ".utf8) else { throw .notClearSigned }
                text += line.dropFirst(2)
            } else {
                text += line
            }
            text.append(0x0A)
        }
        throw .noSignature
    }
}

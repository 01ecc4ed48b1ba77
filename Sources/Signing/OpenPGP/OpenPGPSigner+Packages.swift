// SPDX-License-Identifier: Apache-2.0
package import Formats

extension OpenPGPSigner {
    /// The signature over an RPM package's main header, from its magic to the end of its store.
    ///
    /// It is the first key's alone: rpm has one place for RSA and one for all else, and verifies whatever it finds there.
    /// The hash function is SHA-256, which every rpm knows.
    package func rpmSignature(header: [UInt8], at time: Int64) throws(OpenPGPError) -> RPMHeaderSignature {
        var hasher = OpenPGPHasher(.sha256)
        hasher.update(header)
        let packet = try first.sign(OpenPGPSignaturePacket.Kind.binary, .sha256, at: time, over: hasher)
        return RPMHeaderSignature(algorithm: first.algorithm == .rsa ? .rsa : .dsa, packet: packet.bytes)
    }

    /// The signature of a Debian package, which goes into it as the member `_gpgorigin`.
    ///
    /// It is the first key's alone: debsig-verify reads one.
    /// - Throws: `OpenPGPError`, and what reading the package throws.
    package func debSignature(of package: some ByteSource, at time: Int64) throws -> [UInt8] {
        var content = DebSignature.signedContent(of: package)
        return try OpenPGPSigner(first).detachedSignature(of: &content, at: time).binary
    }
}

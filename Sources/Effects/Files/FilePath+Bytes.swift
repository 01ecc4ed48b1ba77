// SPDX-License-Identifier: Apache-2.0

package import SystemPackage

extension FilePath {
    /// A path of the bytes that the system has, none of which is zero.
    package init(bytes: [UInt8]) {
        self = (bytes + [0]).withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CInterop.PlatformChar.self) { text in
                text.baseAddress.map { FilePath(platformString: $0) } ?? FilePath()
            }
        }
    }

    /// The path's bytes as the system has them, which need not be UTF-8.
    package var bytes: [UInt8] {
        withPlatformString { pointer in
            UnsafeBufferPointer(start: pointer, count: length).map { UInt8(bitPattern: $0) }
        }
    }

    /// The path as text, or nil if its bytes are not UTF-8; `description` would repair them.
    package var utf8Text: String? {
        String(validating: bytes, as: UTF8.self)
    }
}

extension FilePath.Component {
    /// The name's bytes as the system has them, which need not be UTF-8.
    package var bytes: [UInt8] {
        FilePath(root: nil, CollectionOfOne(self)).bytes
    }

    /// The name as text, or nil if its bytes are not UTF-8.
    package var utf8Text: String? {
        String(validating: bytes, as: UTF8.self)
    }
}

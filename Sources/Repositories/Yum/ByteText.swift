// SPDX-License-Identifier: Apache-2.0

/// Bytes that are compared and hashed as a whole: an array's own way is byte by byte.
struct ByteText: Hashable {
    let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    static func == (left: ByteText, right: ByteText) -> Bool {
        left.bytes.withUnsafeBytes { left in
            right.bytes.withUnsafeBytes { right in left.count == right.count && left.elementsEqual(right) }
        }
    }

    func hasPrefix(_ prefix: StaticString) -> Bool {
        bytes.withUnsafeBytes { bytes in
            prefix.withUTF8Buffer { prefix in bytes.count >= prefix.count && bytes.starts(with: prefix) }
        }
    }
}

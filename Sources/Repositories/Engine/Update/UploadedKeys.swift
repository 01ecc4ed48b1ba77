// SPDX-License-Identifier: Apache-2.0
import Crypto
import Synchronization

/// The keys of packages' files that were seen to be in the storage, for the attempts after the first.
///
/// Keys are kept by half of their digests, which are no longer than the shortest key and never the same.
final class UploadedKeys: Sendable {
    private let digests = Mutex<Set<Half>>([])

    private struct Half: Hashable {
        let high: UInt64
        let low: UInt64

        init(_ key: String) {
            let bytes = Array(SHA256.hash(data: Array(key.utf8)))
            high = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
            low = bytes[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    func contains(_ key: String) -> Bool { digests.withLock { $0.contains(Half(key)) } }

    func insert(_ key: String) { digests.withLock { _ = $0.insert(Half(key)) } }
}

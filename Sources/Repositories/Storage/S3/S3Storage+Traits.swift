// SPDX-License-Identifier: Apache-2.0
import Effects

extension S3Storage {
    /// Finds out by five requests with an object of its own, the first time; `assume` spares them.
    package func traits() async throws(StorageError) -> StorageTraits {
        if let known = memory.traits { return known }
        let key = ".fledge/probe-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let honours: Bool
        do throws(StorageError) {
            honours = try await probe(key)
        } catch {
            try? await remove(key)
            throw error
        }
        try await remove(key)
        let traits = StorageTraits(store: store, honoursConditions: honours)
        memory.traits = traits
        return traits
    }

    package func assume(_ traits: StorageTraits) {
        guard traits.store == store else { return }
        memory.traits = traits
    }

    /// Whether a store refuses to create what is there and to replace what is different, and does what is allowed.
    private func probe(_ key: String) async throws(StorageError) -> Bool {
        do throws(StorageError) {
            let version = try await write(key, .bytes([1]), as: .pointer, if: .isAbsent)
            guard try await isRefused(key, if: .isAbsent) else { return false }
            guard try await isRefused(key, if: .is(ObjectVersion(Self.foreignTag))) else { return false }
            try await write(key, .bytes([2]), as: .pointer, if: .is(version))
            return true
        } catch {
            // Some say that they know no conditions.
            if case .refused(let refusal) = error, refusal.answer.status == 501 { return false }
            throw error
        }
    }

    private func isRefused(_ key: String, if condition: WriteCondition) async throws(StorageError) -> Bool {
        do throws(StorageError) {
            try await write(key, .bytes([0]), as: .pointer, if: condition)
            return false
        } catch {
            switch error {
            case .alreadyExists, .conflict: return true
            default: throw error
            }
        }
    }

    private static let foreignTag = "\"00000000000000000000000000000000\""
}

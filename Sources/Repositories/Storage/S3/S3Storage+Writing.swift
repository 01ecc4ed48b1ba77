// SPDX-License-Identifier: Apache-2.0
import Crypto
import Effects
import Formats
import SystemPackage

extension S3Storage {
    /// When a write may happen.
    enum WriteCondition: Sendable, Hashable {
        case always, isAbsent
        case `is`(ObjectVersion)

        var fields: [String: String] {
            switch self {
            case .always: [:]
            case .isAbsent: ["If-None-Match": "*"]
            case .is(let version): ["If-Match": version.token]
            }
        }
    }

    @discardableResult
    func write(
        _ key: String, _ contents: ObjectContents, as kind: ObjectKind, if condition: WriteCondition
    ) async throws(StorageError) -> ObjectVersion {
        var fields = ["Content-Type": kind.contentType(of: key), "Cache-Control": kind.cacheControl]
        let mark = condition == .always ? nil : String(UInt64.random(in: 0...UInt64.max), radix: 36)
        // By this an object is recognised as one's own after an answer was lost.
        if let mark { fields[Self.markField] = mark }
        switch contents {
        case .bytes(let bytes):
            let body = SentBody(body: .bytes(bytes), digest: Self.hexadecimal(SHA256.hash(data: bytes)))
            return try await writeWhole(key, body, fields, if: condition, mark: mark)
        case .file(let path, let size, let sha256):
            let file = try FileParts(path, size: size, partSize: partSize(for: size))
            guard file.sha256 == sha256 else { throw .contentChanged(path) }
            guard size > options.largestWhole else {
                let body = SentBody(body: .file(path, 0..<size), digest: sha256.description)
                return try await writeWhole(key, body, fields, if: condition, mark: mark)
            }
            return try await writeParts(key, file, fields, if: condition, mark: mark)
        }
    }

    struct SentBody: Sendable {
        let body: WebBody
        let digest: String
    }

    private func writeWhole(
        _ key: String, _ body: SentBody, _ fields: [String: String], if condition: WriteCondition, mark: String?
    ) async throws(StorageError) -> ObjectVersion {
        var call = S3Call(.put, key: fullKey(key))
        call.fields = fields.merging(condition.fields) { $1 }
        call.body = body.body
        call.bodyDigest = body.digest
        let answer = try await perform(call)
        return try await conclude(answer, key, if: condition, mark: mark)
    }

    /// What the answer to a write means.
    func conclude(
        _ answer: S3Answer, _ key: String, if condition: WriteCondition, mark: String?
    ) async throws(StorageError) -> ObjectVersion {
        if answer.response.isSuccess { return try await version(answer.response, of: key) }
        if answer.mayRepeat, let mark, let version = try await version(of: key, markedBy: mark) { return version }
        switch condition {
        case .isAbsent: throw .alreadyExists(key)
        case .is: throw .conflict(key)
        case .always:
            throw .refused(S3Refusal(answer.response, to: answer.request, now: clock.now()))
        }
    }

    /// The version of an object that was written with a mark; nil when it is another's.
    func version(of key: String, markedBy mark: String) async throws(StorageError) -> ObjectVersion? {
        let answer = try await perform(S3Call(.head, key: fullKey(key)))
        guard answer.response.isSuccess, answer.response.headers[Self.markField] == mark else { return nil }
        return ObjectVersion(answer.response.headers["ETag"] ?? "")
    }

    private func partSize(for size: UInt64) -> UInt64 {
        max(options.partSize, (size + Self.mostParts - 1) / Self.mostParts)
    }

    static func hexadecimal(_ digest: SHA256Digest) -> String {
        DigestValue(Array(digest)).description
    }

    static let markField = "x-amz-meta-fledge-write"
    private static let mostParts: UInt64 = 10_000
}

/// A file and the digests of its parts, read once.
struct FileParts: Sendable {
    struct Part: Sendable {
        let range: Range<UInt64>
        let digest: String
    }

    let path: FilePath
    let sha256: DigestValue
    let parts: [Part]

    init(_ path: FilePath, size: UInt64, partSize: UInt64) throws(StorageError) {
        var parts: [Part] = []
        var whole = SHA256()
        do throws(FileError) {
            let reader = try FileReader(path)
            guard reader.size == size else { throw FileError(.read, path, .changedWhileRead) }
            var offset: UInt64 = 0
            while offset < size {
                let end = min(offset + partSize, size)
                var digest = SHA256()
                var position = offset
                while position < end {
                    let bytes = try reader.read(at: position, count: Int(min(end - position, 1 << 20)))
                    guard !bytes.isEmpty else { throw FileError(.read, path, .changedWhileRead) }
                    whole.update(data: bytes)
                    digest.update(data: bytes)
                    position += UInt64(bytes.count)
                }
                parts.append(Part(range: offset..<end, digest: S3Storage.hexadecimal(digest.finalize())))
                offset = end
            }
        } catch {
            throw error.reason == .changedWhileRead ? .contentChanged(path) : .file(error)
        }
        self.path = path
        self.parts = parts
        sha256 = DigestValue(Array(whole.finalize()))
    }
}

// SPDX-License-Identifier: Apache-2.0
import Crypto
import Effects

/// Uploads in parts: begin, send the parts in any order, complete; nothing is visible before, and nothing stays of an
/// upload that fails.
extension S3Storage {
    func writeParts(
        _ key: String, _ file: FileParts, _ fields: [String: String], if condition: WriteCondition, mark: String?
    ) async throws(StorageError) -> ObjectVersion {
        // Not every store that honours conditions does so when an upload is completed.
        switch condition {
        case .always: break
        case .isAbsent: if try await currentVersion(of: key) != nil { throw .alreadyExists(key) }
        case .is(let version): if try await currentVersion(of: key) != version { throw .conflict(key) }
        }
        let upload = try await begin(key, fields)
        do throws(StorageError) {
            let tags = try await send(file, to: key, upload)
            return try await complete(key, upload, tags, if: condition, mark: mark)
        } catch {
            await abort(key, upload)
            throw error
        }
    }

    private func begin(_ key: String, _ fields: [String: String]) async throws(StorageError) -> String {
        var call = S3Call(.post, key: fullKey(key), query: ["uploads": ""])
        call.fields = fields
        let answer = try await perform(call)
        guard answer.response.isSuccess, let upload = S3Document(parsing: answer.response.body)?["UploadId"] else {
            throw .unanswered(WebFailure(answer.request, .other("the answer names no upload")))
        }
        return upload
    }

    /// Sends the parts, several at once, and returns their ETags in order.
    private func send(
        _ file: FileParts, to key: String, _ upload: String
    ) async throws(StorageError) -> [String] {
        do {
            return try await withThrowingTaskGroup(of: (Int, String).self) { group in
                var tags = [String](repeating: "", count: file.parts.count)
                for (index, part) in file.parts.enumerated() {
                    if index >= options.partsAtOnce, let (done, tag) = try await group.next() { tags[done] = tag }
                    group.addTask { (index, try await send(part, number: index + 1, of: file, to: key, upload)) }
                }
                for try await (done, tag) in group { tags[done] = tag }
                return tags
            }
        } catch let error as StorageError {
            throw error
        } catch {
            throw .cancelled
        }
    }

    private func send(
        _ part: FileParts.Part, number: Int, of file: FileParts, to key: String, _ upload: String
    ) async throws(StorageError) -> String {
        var call = S3Call(.put, key: fullKey(key), query: ["partNumber": String(number), "uploadId": upload])
        call.body = .file(file.path, part.range)
        call.bodyDigest = part.digest
        let answer = try await perform(call)
        guard answer.response.isSuccess else {
            throw .refused(S3Refusal(answer.response, to: answer.request, now: clock.now()))
        }
        guard let tag = answer.response.headers["ETag"] else {
            throw .unanswered(WebFailure(answer.request, .other("the answer has no ETag")))
        }
        return tag
    }

    private func complete(
        _ key: String, _ upload: String, _ tags: [String], if condition: WriteCondition, mark: String?
    ) async throws(StorageError) -> ObjectVersion {
        var text = "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
        for (index, tag) in tags.enumerated() {
            let escaped = tag.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "&quot;")
            text += "<Part><PartNumber>\(index + 1)</PartNumber><ETag>\(escaped)</ETag></Part>"
        }
        text += "</CompleteMultipartUpload>"
        var call = S3Call(.post, key: fullKey(key), query: ["uploadId": upload])
        call.fields = condition.fields
        call.fields["Content-Type"] = "application/xml"
        call.body = .text(text)
        call.bodyDigest = Self.hexadecimal(SHA256.hash(data: Array(text.utf8)))
        let answer = try await perform(call)
        if answer.response.isSuccess {
            // Some stores give the object another ETag than they say here.
            guard let version = try await currentVersion(of: key) else { throw .conflict(key) }
            return version
        }
        // The first attempt's answer was lost, and the upload is complete.
        if answer.response.status == 404, answer.mayRepeat, mark == nil, let version = try await currentVersion(of: key)
        {
            return version
        }
        if answer.response.status == 404, !answer.mayRepeat {
            throw .refused(S3Refusal(answer.response, to: answer.request, now: clock.now()))
        }
        return try await conclude(answer, key, if: condition, mark: mark)
    }

    /// Removes the parts, also when the task was cancelled.
    private func abort(_ key: String, _ upload: String) async {
        let call = S3Call(.delete, key: fullKey(key), query: ["uploadId": upload])
        await Task {
            // The error that led here is the one to report; stores remove forgotten parts by themselves in time.
            _ = try? await perform(call)
        }.value
    }
}

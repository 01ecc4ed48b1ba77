// SPDX-License-Identifier: Apache-2.0
import Crypto
import Synchronization

extension S3Double {
    func begin(_ key: String, _ request: TestRequest) -> TestResponse {
        let id = state.withLock { state in
            let id = "upload-\(state.nextUpload)"
            state.nextUpload += 1
            state.uploads[id] = Upload(key: key, fields: Self.kept(request))
            return id
        }
        return xml("InitiateMultipartUploadResult", "<Key>\(Self.escaped(key))</Key><UploadId>\(id)</UploadId>")
    }

    func part(_ key: String, _ upload: String, _ request: TestRequest, _ body: [UInt8]) -> TestResponse {
        guard let number = request.queryValues["partNumber"].flatMap({ Int($0) }), (1...10_000).contains(number) else {
            return error(400, "InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive")
        }
        let tag = "\"" + Self.hexadecimal(Insecure.MD5.hash(data: body)) + "\""
        let isKnown = state.withLock { state in
            guard state.uploads[upload]?.key == key else { return false }
            state.uploads[upload]?.parts[number] = (tag, body)
            return true
        }
        return isKnown ? TestResponse(headers: ["ETag": tag]) : noSuchUpload
    }

    func complete(_ key: String, _ id: String, _ request: TestRequest, _ body: [UInt8]) -> TestResponse {
        guard let upload = state.withLock({ $0.uploads[id] }), upload.key == key else { return noSuchUpload }
        let text = String(decoding: body, as: UTF8.self)
        let listed = text.split(separator: "<Part>").dropFirst().map { part -> (Int, String) in
            (
                Int(Self.between("<PartNumber>", "</PartNumber>", part)) ?? 0,
                Self.between("<ETag>", "</ETag>", part).replacing("&quot;", with: "\"")
            )
        }
        guard text.hasPrefix("<CompleteMultipartUpload"), !listed.isEmpty else {
            return error(400, "MalformedXML", "The XML you provided was not well-formed")
        }
        var bytes: [UInt8] = []
        var digests: [UInt8] = []
        for (index, (number, tag)) in listed.enumerated() {
            guard index == 0 || number > listed[index - 1].0 else {
                return error(400, "InvalidPartOrder", "The list of parts was not in ascending order")
            }
            guard let part = upload.parts[number], part.tag == tag else {
                return error(400, "InvalidPart", "One or more of the specified parts could not be found")
            }
            guard index == listed.count - 1 || part.bytes.count >= rules.smallestPart else {
                return error(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
            }
            bytes += part.bytes
            digests += Array(Insecure.MD5.hash(data: part.bytes))
        }
        let tag = "\"\(Self.hexadecimal(Insecure.MD5.hash(data: digests)))-\(listed.count)\""
        let object = Object(bytes: bytes, tag: tag, fields: upload.fields, modified: now)
        if let refusal = store(key, object, request) { return refusal }
        state.withLock { _ = $0.uploads.removeValue(forKey: id) }
        return xml("CompleteMultipartUploadResult", "<Key>\(Self.escaped(key))</Key><ETag>\(Self.escaped(tag))</ETag>")
    }

    func abort(_ upload: String) -> TestResponse {
        state.withLock { $0.uploads.removeValue(forKey: upload) } == nil ? noSuchUpload : TestResponse(204)
    }

    private var noSuchUpload: TestResponse {
        error(404, "NoSuchUpload", "The specified multipart upload does not exist.")
    }

    private func xml(_ name: String, _ content: String) -> TestResponse {
        TestResponse(
            headers: ["Content-Type": "application/xml"],
            text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<\(name) xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Bucket>\(rules.bucket)</Bucket>\(content)"
                + "</\(name)>")
    }

    private static func between(_ start: String, _ end: String, _ text: Substring) -> String {
        guard let from = text.firstRange(of: start)?.upperBound,
            let to = text[from...].firstRange(of: end)?.lowerBound
        else { return "" }
        return String(text[from..<to])
    }
}

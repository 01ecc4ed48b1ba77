// SPDX-License-Identifier: Apache-2.0
import Crypto
package import Effects
import Foundation
import SystemPackage

/// packagecloud, as far as pushing packages needs it, at the address `/packagecloud`.
///
/// Behaviour is that of its public API documentation (packagecloud.io/docs/api): "Distributions", "Packages: upload,
/// all, show, destroy, promote", "Repositories: show", and "Errors": the token is the user of basic authentication (401 for one
/// that is none), 404 for what is not there, and 422 with the fields' errors.
package actor PackagecloudDouble: ServiceDouble {
    package struct Package: Sendable, Hashable {
        package let filename: String
        package let distribution: String
        package let kind: String
        package let version: String
        package let sha256: String
        package let size: Int
    }

    private let machine: Machine
    private let token: String
    private let repository: String
    /// In the order in which they were pushed.
    package private(set) var packages: [Package] = []
    /// What was promoted to other repositories, by their names.
    package private(set) var promoted: [String: [Package]] = [:]
    /// Whether lists have digests, which then stand in each package's details alone.
    private var listsDigests = true

    /// The distributions: kind, family, version and number.
    private static let distributions: [(kind: String, family: String, version: String, id: Int)] = [
        ("deb", "any", "any", 35), ("deb", "ubuntu", "jammy", 237), ("deb", "ubuntu", "noble", 284),
        ("deb", "debian", "bookworm", 215), ("rpm", "rpm_any", "rpm_any", 227), ("rpm", "el", "9", 240),
    ]

    package init(machine: Machine, token: String, repository: String) {
        self.machine = machine
        self.token = token
        self.repository = repository
    }

    /// Makes a further repository, which packages can be promoted to.
    package func addRepository(_ name: String) { promoted[name] = [] }

    package func setListsDigests(_ value: Bool) { listsDigests = value }

    package func wasAbandoned(_ request: DoubleRequest) {}

    package func response(to fault: Fault, of request: DoubleRequest) -> DoubleResponse? { nil }

    package func respond(to request: DoubleRequest) throws -> DoubleResponse? {
        guard request.path.hasPrefix("/packagecloud/api/v1/") else { return nil }
        guard request.headers["authorization"] == "Basic " + Self.base64("\(token):") else {
            return DoubleResponse(401, json: ["error": "Invalid token"])
        }
        let parts = Array(request.parts.dropFirst(3))
        switch (request.method, parts.first) {
        case ("GET", "distributions.json"): return DoubleResponse(200, json: Self.families)
        case ("GET", "repos") where parts.count == 3 && "\(parts[1])/\(parts[2])" == "\(repository).json":
            return DoubleResponse(200, json: ["name": .text(repository), "private": false])
        case ("GET", "repos")
        where parts.count == 4 && parts[3] == "packages.json" && "\(parts[1])/\(parts[2])" != repository:
            guard let there = promoted["\(parts[1])/\(parts[2])"] else {
                return DoubleResponse(404, json: ["error": "not_found"])
            }
            return DoubleResponse(200, json: .list(there.map { json(of: $0, isDetailed: false) }))
        case (let method, "repos") where parts.count >= 4 && "\(parts[1])/\(parts[2])" == repository:
            return try respond(method, Array(parts.dropFirst(3)), request)
        default: return DoubleResponse(404, json: ["error": "not_found"])
        }
    }

    private func respond(_ method: String, _ rest: [String], _ request: DoubleRequest) throws -> DoubleResponse {
        switch (method, rest.count) {
        case ("GET", 1) where rest[0] == "packages.json":
            let size = request.query["per_page"].flatMap { Int($0) } ?? 30
            let page = request.query["page"].flatMap { Int($0) } ?? 1
            let start = min((page - 1) * size, packages.count)
            let end = min(start + size, packages.count)
            var response = DoubleResponse(
                200, headers: ["total": "\(packages.count)", "per-page": "\(size)"],
                json: .list(packages[start..<end].map { json(of: $0, isDetailed: false) }))
            if end < packages.count {
                response.headers["link"] = "<\(request.origin)\(request.path)?page=\(page + 1)>; rel=\"next\""
            }
            return response
        case ("POST", 1) where rest[0] == "packages.json": return try push(request)
        case ("GET", 2) where rest[0] == "details":
            guard let index = Int(rest[1].prefix { $0 != "." }), packages.indices.contains(index) else {
                return DoubleResponse(404, json: ["error": "not_found"])
            }
            return DoubleResponse(200, json: json(of: packages[index], isDetailed: true))
        case ("POST", 4) where rest[3] == "promote.json":
            let form = String(decoding: request.bytes, as: UTF8.self).removingPercentEncoding ?? ""
            let destination = form.hasPrefix("destination=") ? String(form.dropFirst("destination=".count)) : ""
            guard promoted[destination] != nil else {
                return DoubleResponse(422, json: ["destination": ["does not exist"]])
            }
            let index = packages.firstIndex {
                $0.distribution == "\(rest[0])/\(rest[1])" && $0.filename == rest[2]
            }
            guard let index else { return DoubleResponse(404, json: ["error": "not_found"]) }
            let package = packages.remove(at: index)
            promoted[destination]?.append(package)
            return DoubleResponse(200, json: json(of: package, isDetailed: true))
        case ("DELETE", 3):
            let count = packages.count
            packages.removeAll { $0.distribution == "\(rest[0])/\(rest[1])" && $0.filename == rest[2] }
            return packages.count < count
                ? DoubleResponse(200, json: [:]) : DoubleResponse(404, json: ["error": "not_found"])
        default: return DoubleResponse(404, json: ["error": "not_found"])
        }
    }

    private func push(_ request: DoubleRequest) throws -> DoubleResponse {
        let bytes: [UInt8]
        switch request.body {
        case .bytes(let body): bytes = body
        case .file(let path, _, _): bytes = try machine.files.read(path, limit: 1 << 30)
        case .cutOff: return DoubleResponse(400)
        }
        guard let type = request.headers["content-type"], type.hasPrefix("multipart/form-data; boundary=") else {
            return DoubleResponse(422, json: ["package_file": ["can't be blank"]])
        }
        let form = Self.form(bytes, boundary: String(type.dropFirst("multipart/form-data; boundary=".count)))
        guard let file = form["package[package_file]"], let filename = file.filename, !file.bytes.isEmpty else {
            return DoubleResponse(422, json: ["package_file": ["can't be blank"]])
        }
        let id = form["package[distro_version_id]"].flatMap { Int(String(decoding: $0.bytes, as: UTF8.self)) }
        guard let distribution = Self.distributions.first(where: { $0.id == id }),
            filename.hasSuffix(".\(distribution.kind)")
        else { return DoubleResponse(422, json: ["distro_version_id": ["is invalid"]]) }
        let name = "\(distribution.family)/\(distribution.version)"
        if packages.contains(where: { $0.filename == filename && $0.distribution == name }) {
            return DoubleResponse(422, json: ["filename": ["has already been taken"]])
        }
        let parts = filename.split(whereSeparator: { distribution.kind == "deb" ? $0 == "_" : $0 == "-" })
        let package = Package(
            filename: filename, distribution: name, kind: distribution.kind,
            version: parts.count > 1 ? String(parts[1]) : "0",
            sha256: LoopbackServer.hexadecimal(SHA256.hash(data: file.bytes)), size: file.bytes.count)
        packages.append(package)
        return DoubleResponse(201, json: json(of: package, isDetailed: true))
    }

    private func json(of package: Package, isDetailed: Bool) -> JSONValue {
        let index = packages.firstIndex(of: package) ?? 0
        var fields: [String: JSONValue] = [
            "name": "hello", "filename": .text(package.filename), "distro_version": .text(package.distribution),
            "version": .text(package.version), "release": "1", "type": .text(package.kind), "indexed": true,
            "package_url": .text("/api/v1/repos/\(repository)/details/\(index).json"),
        ]
        if isDetailed || listsDigests { fields["sha256sum"] = .text(package.sha256) }
        return .object(fields)
    }

    private static var families: JSONValue {
        var kinds: [String: [String: [JSONValue]]] = [:]
        for item in distributions {
            kinds[item.kind, default: [:]][item.family, default: []].append([
                "id": .integer(item.id), "index_name": .text(item.version), "display_name": .text(item.version),
            ])
        }
        return .object(
            kinds.mapValues { families in
                .list(
                    families.sorted { $0.key < $1.key }.map {
                        ["index_name": .text($0.key), "display_name": .text($0.key), "versions": .list($0.value)]
                    })
            })
    }

    /// The fields of a form (RFC 7578).
    private static func form(
        _ bytes: [UInt8], boundary: String
    ) -> [String: (filename: String?, bytes: [UInt8])] {
        var fields: [String: (filename: String?, bytes: [UInt8])] = [:]
        for part in split(bytes, by: Array("--\(boundary)".utf8)) {
            let halves = split(part, by: Array("\r\n\r\n".utf8))
            guard halves.count >= 2 else { continue }
            let head = String(decoding: halves[0], as: UTF8.self)
            let body = halves[1...].joined(separator: Array("\r\n\r\n".utf8)).dropLast(2)
            guard let name = quoted("name", in: head) else { continue }
            fields[name] = (quoted("filename", in: head), Array(body))
        }
        return fields
    }

    private static func quoted(_ word: String, in text: String) -> String? {
        guard let start = text.firstRange(of: " \(word)=\"") else { return nil }
        return String(text[start.upperBound...].prefix { $0 != "\"" })
    }

    private static func split(_ bytes: [UInt8], by separator: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var rest = bytes[...]
        while let range = rest.firstRange(of: separator) {
            parts.append(Array(rest[..<range.lowerBound]))
            rest = rest[range.upperBound...]
        }
        return parts + [Array(rest)]
    }

    private static func base64(_ text: String) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var result = ""
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var value = 0
            for offset in 0..<3 { value = value << 8 | (offset < group.count ? Int(group[start + offset]) : 0) }
            for place in 0..<4 { result.append(place <= group.count ? digits[value >> (18 - 6 * place) & 63] : "=") }
        }
        return result
    }
}

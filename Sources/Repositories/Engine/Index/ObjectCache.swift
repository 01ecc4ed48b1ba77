// SPDX-License-Identifier: Apache-2.0
import Crypto
package import Effects
import Formats
package import SystemPackage

/// Copies of what lies in storages far away, in a folder of this machine, under their digests.
///
/// Nothing in it is believed: every copy is hashed before it is used, and losing any of it costs a download.
package struct ObjectCache: Sendable {
    /// What was not used for so long is removed, in seconds.
    private static let lifetime: Int64 = 30 * 86_400

    private let folder: FilePath
    private let files: Files
    private let clock: any ReleaseClock

    package init(_ folder: FilePath, files: Files = Files(), clock: any ReleaseClock = SystemClock()) {
        self.folder = folder
        self.files = files
        self.clock = clock
    }

    /// Where users' caches are: `$FLEDGE_CACHE`, else `$XDG_CACHE_HOME/fledge` or `~/.cache/fledge`; nil where none is
    /// known.
    package static func standard(on machine: Machine) -> ObjectCache? {
        if let own = machine.environment["FLEDGE_CACHE"].map({ FilePath($0) }), own.isAbsolute {
            return ObjectCache(own, files: machine.files, clock: machine.clock)
        }
        let base = machine.environment["XDG_CACHE_HOME"].map { FilePath($0) }
        let home = machine.environment["HOME"].map { FilePath($0).appending(".cache") }
        guard let folder = (base?.isAbsolute == true ? base : nil) ?? home else { return nil }
        return ObjectCache(folder.appending("fledge"), files: machine.files, clock: machine.clock)
    }

    /// The copy with the digest, if it is there and whole.
    func open(_ sha256: DigestValue, size: UInt64) -> FileReader? {
        let path = object(sha256)
        guard let reader = try? FileReader(path), reader.size == size, let found = try? Self.digest(of: reader) else {
            return nil
        }
        guard found == sha256 else {
            try? files.removeIfPresent(path)
            return nil
        }
        try? files.setModified(path, clock.now())
        return reader
    }

    /// Takes a file over; failing to is no harm.
    func add(_ path: FilePath, sha256: DigestValue) {
        let place = object(sha256)
        do {
            try files.createDirectory(place.removingLastComponent())
            do { try files.rename(path, to: place) } catch { try files.copyFile(path, to: place) }
        } catch {}
    }

    /// Removes what was not used for long.
    func trim() {
        guard let names = try? files.list(folder.appending("objects")) else { return }
        for name in names {
            let path = folder.appending("objects").appending(name)
            guard let status = try? files.statusIfPresent(path), status.modified < clock.now() - Self.lifetime else {
                continue
            }
            try? files.removeIfPresent(path)
        }
    }

    /// A small text that was noted under a name.
    func note(_ name: String) -> [UInt8]? {
        try? files.read(notePath(name), limit: 1 << 20)
    }

    func setNote(_ name: String, _ bytes: [UInt8]) {
        let path = notePath(name)
        do {
            try files.createDirectory(path.removingLastComponent())
            try files.replace(path, bytes)
        } catch {}
    }

    private func object(_ sha256: DigestValue) -> FilePath { folder.appending("objects").appending("\(sha256)") }

    private func notePath(_ name: String) -> FilePath {
        let digest = DigestValue(Array(SHA256.hash(data: Array(name.utf8))))
        return folder.appending("notes").appending("\(digest)")
    }

    static func digest(of reader: FileReader) throws(FileError) -> DigestValue {
        var hasher = SHA256()
        var offset: UInt64 = 0
        while true {
            let bytes = try reader.read(at: offset, count: 1 << 20)
            if bytes.isEmpty { return DigestValue(Array(hasher.finalize())) }
            hasher.update(data: bytes)
            offset += UInt64(bytes.count)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Formats
import Project
import SystemPackage

/// Finds the files of a project that patterns name, in its exported source, and nowhere else.
struct ProjectFiles {
    let files: Files
    /// The exported project folder.
    let folder: FilePath

    /// A file, by its path within the project.
    struct Match: Sendable, Hashable {
        let path: String
        let file: FilePath
        let mode: UInt32
        /// What a symbolic link among the matches says that leads to a file or folder among them; nil for all others.
        var link: String?

        /// The last part of the path.
        var name: String { path.split(separator: "/").last.map(String.init) ?? path }
    }

    /// The regular files that a path or glob names, sorted by their paths' bytes; a folder's name is all that is in it.
    ///
    /// `*` and `?` stay within a name, `**` does not. A `./` in front and a slash at the end change nothing.
    ///
    /// - Parameter keepingLinks: Whether a symbolic link that leads to what is matched, too, is a link; it is the file that
    ///   it leads to otherwise, and one to a folder is refused.
    func matches(
        _ pattern: String, at location: SourceLocation?, keepingLinks: Bool = false
    ) throws -> [Match] {
        let pattern = Self.normalized(pattern)
        let literal = folder.appending(pattern)
        if let status = try files.statusIfPresent(literal, followingLinks: true) {
            try refuseEscape(literal, pattern, location)
            if status.isFile { return [Match(path: pattern, file: literal, mode: status.mode)] }
            if status.isDirectory { return try below(pattern, location, keepingLinks: keepingLinks) { _ in true } }
        }
        let parts = pattern.split(separator: "/").map(String.init)
        let fixed = parts.prefix { !Glob.isPattern($0) }.joined(separator: "/")
        guard fixed != parts.joined(separator: "/"),
            try files.statusIfPresent(folder.appending(fixed))?.isDirectory != false
        else { return [] }
        guard try files.exists(folder.appending(fixed)) else { return [] }
        let glob = Glob(pattern)
        let depth = parts.contains("**") ? nil : parts.count
        return try below(fixed, location, depth: depth, keepingLinks: keepingLinks) { glob.matches($0) }
    }

    /// A path or pattern without empty and `.` components.
    static func normalized(_ pattern: String) -> String {
        let parts = pattern.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        return pattern.hasPrefix("/") ? "/" + parts : parts
    }

    /// The files that a setting names; that there is none is an error.
    func required(_ pattern: Located<Template>, _ values: TemplateValues) throws -> [Match] {
        let text = try pattern.rendered(values)
        let found = try matches(text, at: pattern.location)
        guard !found.isEmpty else { throw Self.missing(text, pattern.location) }
        return found
    }

    static func missing(_ pattern: String, _ location: SourceLocation?) -> Diagnostic {
        Diagnostic(
            "no file of the project matches `\(pattern)`", at: location,
            hint: "is it committed, or made by a hook before the build?", exit: .needsChange)
    }

    /// - Parameter depth: How many names the paths have at most that are accepted.
    private func below(
        _ start: String, _ location: SourceLocation?, depth: Int? = nil, keepingLinks: Bool,
        _ accepts: (String) -> Bool
    ) throws -> [Match] {
        let root = start.isEmpty ? folder : folder.appending(start)
        let prefix = start.isEmpty ? "" : start + "/"
        var found: [Match] = []
        var links: [WalkEntry] = []
        let above = start.split(separator: "/").count
        let entries = try files.walk(root) { entry in
            entry.relativePath.string == ".git" || entry.relativePath.string == ".build"
                || depth.map { above + entry.relativePath.components.count > $0 } ?? false
        }
        for entry in entries {
            // The text of a name that is not UTF-8 is repaired, enough to know whether the pattern means it.
            let path = prefix + entry.relativePath.description
            guard accepts(path) else { continue }
            guard entry.relativePath.utf8Text != nil else {
                throw Diagnostic(
                    "`\(path)` has a name that is not UTF-8", at: location, hint: "rename it", exit: .needsChange)
            }
            switch entry.status.kind {
            case .file: found.append(Match(path: path, file: entry.path, mode: entry.status.mode))
            case .symbolicLink: links.append(entry)
            case .directory, .other: continue
            }
        }
        guard !links.isEmpty else { return found }
        for entry in links { try refuseEscape(entry.path, prefix + entry.relativePath.string, location) }
        if keepingLinks {
            let kept = try linksWithin(root, links, leadingTo: found.map { $0.path.dropFirst(prefix.count) })
            found += kept.map {
                Match(path: prefix + $0.key.relativePath.string, file: $0.key.path, mode: 0o777, link: $0.value)
            }
            links.removeAll { kept[$0] != nil }
        }
        for entry in links {
            let path = prefix + entry.relativePath.string
            let status = try files.status(entry.path, followingLinks: true)
            guard !status.isDirectory else {
                throw Diagnostic(
                    "`\(path)` is a symbolic link to a folder", at: location,
                    hint: "name the folder that it leads to, `\(try files.readSymbolicLink(entry.path))`, or remove it",
                    exit: .needsChange)
            }
            if status.isFile { found.append(Match(path: path, file: entry.path, mode: status.mode)) }
        }
        return found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// The links that lead to one of the paths, to a folder of one, or to another such link; each with what it says.
    private func linksWithin(
        _ root: FilePath, _ links: [WalkEntry], leadingTo paths: [Substring]
    ) throws -> [WalkEntry: String] {
        var places = Set(paths.flatMap { [$0] + EntryPath.folders(of: $0) })
        var kept: [WalkEntry: String] = [:]
        var isGrowing = true
        while isGrowing {
            isGrowing = false
            for entry in links where kept[entry] == nil {
                guard let link = try linkWithin(entry, root, places) else { continue }
                kept[entry] = link
                let path = entry.relativePath.string[...]
                places.formUnion([path] + EntryPath.folders(of: path))
                isGrowing = true
            }
        }
        return kept
    }

    /// What a link says that leads to one of the places below the same root; nil otherwise.
    private func linkWithin(_ entry: WalkEntry, _ root: FilePath, _ places: Set<Substring>) throws -> String? {
        let target = try files.readSymbolicLink(entry.path)
        guard !target.isAbsolute, let text = target.utf8Text else { return nil }
        let place = entry.relativePath.removingLastComponent().pushing(target).lexicallyNormalized()
        guard places.contains(place.string[...]) else { return nil }
        // By its names alone it could lead elsewhere: `..` behind a link to a folder is not where it seems to be.
        let leadsThere = try files.resolve(entry.path) == files.resolve(root.pushing(place))
        return leadsThere ? text : nil
    }

    /// Refuses a path that leads out of the project, or nowhere.
    private func refuseEscape(_ path: FilePath, _ name: String, _ location: SourceLocation?) throws {
        let resolved: FilePath
        do {
            resolved = try files.resolve(path)
        } catch {
            let target = (try? files.readSymbolicLink(path)).map { "; it points to `\($0)`" } ?? ""
            let leads = error.errno == .tooManySymbolicLinkLevels ? "leads in a circle" : "leads nowhere"
            throw Diagnostic(
                "`\(name)` is a symbolic link that \(leads)\(target)", at: location, hint: "mend or remove it",
                exit: .needsChange)
        }
        guard resolved.starts(with: try files.resolve(folder)) else {
            throw Diagnostic(
                "`\(name)` leads out of the project, to `\(resolved)`", at: location,
                hint: "copy the file into the project", exit: .needsChange)
        }
    }
}

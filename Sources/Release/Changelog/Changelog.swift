// SPDX-License-Identifier: Apache-2.0
import Formats
package import Project

/// What changed from one version to the next, from the messages of the commits between them.
package struct Changelog: Sendable, Hashable, Codable {
    /// One commit's line.
    package struct Change: Sendable, Hashable, Codable {
        /// The commit's full name.
        package let commit: String
        /// `2026-03-01`, in UTC.
        package let date: String
        package let author: String
        /// The conventional type; nil for a message of another form.
        package let type: String?
        package let scope: String?
        package let description: String
        /// What it breaks; nil where it breaks nothing.
        package let breaking: String?
        /// The issues that it says it closes: `#12`, `owner/name#12`.
        package let closes: [String]
    }

    /// Where a change stands in the list.
    package enum Group: String, Sendable, Hashable, Codable, CaseIterable {
        case breaking, feature, fix, other

        var title: String {
            switch self {
            case .breaking: "Breaking changes"
            case .feature: "Features"
            case .fix: "Fixes"
            case .other: "Other changes"
            }
        }
    }

    /// The version that the list leads to; nil for what is not released yet.
    package let version: String?
    package let tag: String?
    /// The tag that the list begins after; nil where it begins with the first commit.
    package let previousTag: String?
    /// The last commit's day, `2026-03-01`.
    package let date: String?
    /// The repository's page, where it is one of GitHub.
    package let page: String?
    /// The newest first.
    package let changes: [Change]

    package init(
        version: String?, tag: String?, previousTag: String?, date: String?, page: String?, commits: [GitLogEntry]
    ) {
        self.version = version
        self.tag = tag
        self.previousTag = previousTag
        self.date = date
        self.page = page
        changes = Self.withoutReverted(commits).map(Change.init)
    }

    /// Whether the project writes its messages by the convention, so that they can be grouped.
    package var isGrouped: Bool {
        changes.contains { $0.type != nil }
    }

    package func changes(in group: Group) -> [Change] {
        changes.filter { $0.group == group }
    }

    /// The page that shows all of it; nil where the repository has none.
    package var comparison: String? {
        guard let page else { return nil }
        let end = tag ?? "HEAD"
        guard let previousTag else { return "\(page)/commits/\(MarkdownText.pathEncoded(end))" }
        return "\(page)/compare/\(MarkdownText.pathEncoded(previousTag))...\(MarkdownText.pathEncoded(end))"
    }

    /// The commits without those that were taken back, and without what took them back.
    private static func withoutReverted(_ commits: [GitLogEntry]) -> [GitLogEntry] {
        let known = Set(commits.map(\.commit.id))
        var left: Set<String> = []
        // From the newest to the oldest: a revert that was itself reverted takes nothing back.
        for entry in commits where !left.contains(entry.commit.id) {
            guard let reverted = revertedCommit(in: entry.message), known.contains(reverted) else { continue }
            left.formUnion([entry.commit.id, reverted])
        }
        return commits.filter { !left.contains($0.commit.id) }
    }

    /// The commit of `git revert`'s own sentence.
    private static func revertedCommit(in message: String) -> String? {
        guard let start = message.firstRange(of: "This reverts commit ") else { return nil }
        let id = message[start.upperBound...].prefix { $0.isHexDigit }
        return id.count >= 40 ? String(id) : nil
    }
}

extension Changelog.Change {
    init(_ entry: GitLogEntry) {
        let lines = entry.message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let parsed = ConventionalCommit(parsing: entry.message).flatMap { $0.hasKnownType ? $0 : nil }
        commit = entry.commit.id
        date = "\(UTCDay(containing: entry.commit.seconds))"
        author = entry.commit.author.name
        type = parsed?.type
        scope = parsed?.scope
        description = parsed?.description ?? lines.first ?? ""
        breaking = parsed?.breaking
        closes = lines.dropFirst().flatMap(Self.closed)
    }

    /// The issues of a line such as `Closes #12, owner/name#3`.
    private static func closed(by line: String) -> [String] {
        let words = line.split(whereSeparator: { ", :".contains($0) }).map(String.init)
        guard let first = words.first, closingWords.contains(first.lowercased()), words.count > 1,
            words.dropFirst().allSatisfy(MarkdownText.isReference)
        else { return [] }
        return Array(words.dropFirst())
    }

    private static let closingWords: Set<String> = [
        "close", "closes", "closed", "fix", "fixes", "fixed", "resolve", "resolves", "resolved",
    ]

    var group: Changelog.Group {
        if breaking != nil { return .breaking }
        return switch type {
        case "feat": .feature
        case "fix": .fix
        default: .other
        }
    }
}

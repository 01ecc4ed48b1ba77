// SPDX-License-Identifier: Apache-2.0

extension Changelog {
    /// The list under a heading with version and date, as it stands in a CHANGELOG.md.
    package var markdown: String {
        let name = version ?? "Unreleased"
        let title = comparison.map { "[\(name)](\($0))" } ?? name
        let heading = "## " + title + (version == nil ? "" : date.map { " - \($0)" } ?? "")
        return heading + "\n\n" + (body.isEmpty ? "No changes.\n" : body)
    }

    /// The list as the notes of a release, which has a title of its own.
    package var notes: String {
        var text = body
        if let comparison {
            if !text.isEmpty { text += "\n" }
            text += "**Full changelog**: \(comparison)\n"
        }
        return text
    }

    private var body: String {
        guard isGrouped else { return changes.map { line($0) + "\n" }.joined() }
        let groups = Group.allCases.compactMap { group -> String? in
            let lines = changes(in: group).map { line($0) + "\n" }
            return lines.isEmpty ? nil : "### \(group.title)\n\n" + lines.joined()
        }
        return groups.joined(separator: "\n")
    }

    private func line(_ change: Change) -> String {
        let markdown = MarkdownText(page: page)
        var text = "- "
        if let scope = change.scope { text += "**\(markdown.text(scope)):** " }
        text += markdown.text(change.description)
        let short = String(change.commit.prefix(7))
        text += page.map { " ([\(short)](\($0)/commit/\(change.commit)))" } ?? " (\(short))"
        let closed = change.closes.filter { !change.description.contains($0) }
        if !closed.isEmpty { text += ", closes " + closed.map(markdown.link).joined(separator: ", ") }
        if let breaking = change.breaking, breaking != change.description {
            text += "\n  " + markdown.text(breaking)
        }
        return text
    }
}

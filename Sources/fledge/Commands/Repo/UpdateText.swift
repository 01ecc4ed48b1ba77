// SPDX-License-Identifier: Apache-2.0
import Repositories

/// What an update of a repository says at its end.
struct UpdateText {
    private let report: UpdateReport
    private let location: String

    init(_ report: UpdateReport, _ location: String) {
        self.report = report
        self.location = location
    }

    var text: String {
        var parts: [String] = []
        if report.added > 0 { parts.append("added \(Columns.count(report.added, "package"))") }
        if !report.removed.isEmpty { parts.append("removed \(Columns.count(report.removed.count, "package"))") }
        if report.unchanged > 0 { parts.append("\(Columns.count(report.unchanged, "package")) there already") }
        if parts.isEmpty { parts.append(report.isPublished ? "published anew" : "nothing to do") }
        if report.finishedEarlierRun { parts.append("finished an earlier publication") }
        let signed = report.isSigned ? "signed" : "not signed"
        return parts.joined(separator: ", ") + ": generation \(report.generation) in \(location), \(signed)"
    }
}

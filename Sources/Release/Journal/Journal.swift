// SPDX-License-Identifier: Apache-2.0
package import Effects
import Foundation
package import SystemPackage

/// `dist/journal.jsonl`: what was intended and what was done, a line a step, appended as it happens.
///
/// A re-run reads it to leave out what is done; it is never needed for that, since what a stage made is checked by its
/// digests, and a missing or torn journal only means that the work is done again.
package actor Journal {
    private let path: FilePath
    private let machine: Machine
    private let encoder: JSONEncoder
    private var entries: [JournalEntry]

    /// Opens the journal of a `dist/` folder; lines that can't be read, such as one cut off by a crash, are left out.
    package init(in dist: FilePath, machine: Machine) throws {
        path = dist.appending("journal.jsonl")
        self.machine = machine
        encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        entries = []
        guard try machine.files.exists(path) else { return }
        let decoder = JSONDecoder()
        let text = String(decoding: try machine.files.read(path, limit: 256 << 20), as: UTF8.self)
        entries = text.split(separator: "\n").compactMap { try? decoder.decode(JournalEntry.self, from: Data($0.utf8)) }
    }

    /// Appends one line.
    package func record(
        _ stage: StageName, step: String? = nil, _ event: JournalEntry.Event, seconds: Double? = nil,
        fingerprint: String? = nil,
        artifacts: [Artifact]? = nil, reason: String? = nil
    ) throws {
        let entry = JournalEntry(
            time: machine.clock.now(), stage: stage, step: step, event: event,
            seconds: seconds.map { ($0 * 1000).rounded() / 1000 },
            fingerprint: fingerprint, artifacts: artifacts, reason: reason.map(machine.secrets.redact))
        var line = [UInt8](try encoder.encode(entry))
        line.append(UInt8(ascii: "\n"))
        try machine.files.append(path, line)
        entries.append(entry)
    }

    /// Whether a stage has been done at all, for whatever it was then.
    func hasDone(_ stage: StageName) -> Bool {
        entries.contains { $0.stage == stage && $0.step == nil && $0.event == .done }
    }

    /// What a stage made when it was last done from inputs of this fingerprint; nil if it was not, or not last.
    package func artifacts(of stage: StageName, fingerprint: String) -> [Artifact]? {
        guard let last = entries.last(where: { $0.stage == stage && $0.step == nil && $0.event != .intent }) else {
            return nil
        }
        return last.event == .done && last.fingerprint == fingerprint ? last.artifacts : nil
    }
}

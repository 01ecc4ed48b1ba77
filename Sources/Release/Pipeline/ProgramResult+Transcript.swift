// SPDX-License-Identifier: Apache-2.0
import Effects

extension ProgramResult {
    /// All that the program wrote, standard output first, for a person who looks for the reason of its failure; without
    /// line breaks at the end.
    func transcript(redactedBy secrets: Redactor) -> String {
        let streams = [output.text, error.text].map { text in
            var text = Substring(text)
            while let last = text.last, last.isNewline { text.removeLast() }
            return String(text)
        }
        return secrets.redact(streams.filter { !$0.isEmpty }.joined(separator: "\n"))
    }
}

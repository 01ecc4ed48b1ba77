// SPDX-License-Identifier: Apache-2.0
import Effects

extension ProgramResult {
    /// All that the program wrote, standard output first, for a person who looks for the reason of its failure.
    func transcript(redactedBy secrets: Redactor) -> String {
        secrets.redact([output.text, error.text].filter { !$0.isEmpty }.joined(separator: "\n"))
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What can stand in a template besides environment variables.
package enum TemplateName: String, Sendable, Hashable, CaseIterable {
    case name, version, tag, commit, shortCommit, date, os, arch, target, track
}

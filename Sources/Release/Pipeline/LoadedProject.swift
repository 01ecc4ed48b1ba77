// SPDX-License-Identifier: Apache-2.0
package import Project
package import SystemPackage

/// A project with its configuration, read and found in order.
package struct LoadedProject: Sendable {
    package let resolved: ResolvedProject
    /// What is worth knowing and stops nothing.
    package let warnings: [Diagnostic]
    /// The git repository that the project is in; nil where it is in none.
    package let repository: GitRepository?

    package init(resolved: ResolvedProject, warnings: [Diagnostic], repository: GitRepository?) {
        self.resolved = resolved
        self.warnings = warnings
        self.repository = repository
    }

    /// The project's folder, absolute.
    package var folder: FilePath { resolved.folder }
    package var configuration: Configuration { resolved.configuration }
}

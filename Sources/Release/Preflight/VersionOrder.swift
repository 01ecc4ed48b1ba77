// SPDX-License-Identifier: Apache-2.0
package import Project

/// Versions that dpkg and rpm sort otherwise than Semantic Versioning does.
package enum VersionOrder {
    /// A warning for each way in which the version's order is not kept.
    package static func warnings(_ version: SemanticVersion) -> [Diagnostic] {
        version.orderWarnings().map { Diagnostic.warning($0.description, hint: $0.hint) }
    }
}

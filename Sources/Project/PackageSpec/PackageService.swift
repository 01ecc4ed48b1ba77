// SPDX-License-Identifier: Apache-2.0

package import SystemPackage

/// A systemd service that a package installs.
package struct PackageService: Sendable, Hashable {
    package enum Unit: Sendable, Hashable {
        /// The user's own file.
        case file(FilePath)
        case described(Description)
    }

    /// What a unit is written from.
    package struct Description: Sendable, Hashable {
        package var summary: String
        package var command: String
        package var type: ServiceType
        package var group: String?
        package var restart: ServiceRestart
        /// In the order of the configuration.
        package var environment: [Variable]
        package var capabilities: [String]

        package init(
            summary: String, command: String, type: ServiceType = .simple, group: String? = nil,
            restart: ServiceRestart = .onFailure, environment: [Variable] = [], capabilities: [String] = []
        ) {
            self.summary = summary
            self.command = command
            self.type = type
            self.group = group
            self.restart = restart
            self.environment = environment
            self.capabilities = capabilities
        }
    }

    package struct Variable: Sendable, Hashable {
        package let name: String
        package let value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Without `.service`; a unit of another kind has its suffix.
    package var name: String
    package var unit: Unit
    /// The system user that the installation makes; nil makes none.
    package var user: String?
    package var isEnabled: Bool
    package var isStarted: Bool

    /// The unit's file name.
    package var unitName: String {
        let kinds = [".service", ".timer", ".socket", ".path", ".target", ".mount"]
        return kinds.contains(where: name.hasSuffix) ? name : name + ".service"
    }

    /// The name without the `@` of a template.
    package var plainName: String { name.hasSuffix("@") ? String(name.dropLast()) : name }

    package init(name: String, unit: Unit, user: String? = nil, isEnabled: Bool = true, isStarted: Bool = true) {
        self.name = name
        self.unit = unit
        self.user = user
        self.isEnabled = isEnabled
        self.isStarted = isStarted
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A systemd service that the package installs, enables and starts.
package struct Service: ConfigurationSection {
    package var location: SourceLocation?
    package var unit: Located<Template>?
    package var name: Located<String>?
    package var description: Located<String>?
    package var command: Located<String>?
    package var type = Located(default: ServiceType.simple)
    package var user: Located<String>?
    package var group: Located<String>?
    package var restart = Located(default: ServiceRestart.onFailure)
    package var environment = KeyedValues<String, Located<Template>>()
    package var capabilities: [Located<String>] = []
    package var enable = Located(default: true)
    package var start = Located(default: true)

    package init() {}

    package static let summary = "A systemd service that the package installs, enables and starts."

    package static var fields: [Field<Service>] {
        [
            Field("unit", \.unit, .projectPath, "A unit file of your own, instead of the keys that describe one."),
            Field(
                "name", \.name, ScalarRule.name.located, "The unit's name without `.service`; by default the package's."
            ),
            Field(
                "description", \.description, ScalarRule.line.located,
                "What the service is; by default the project's description."),
            Field(
                "command", \.command, ScalarRule.unitCommand.located, "What is started: an absolute path and arguments."
            ),
            Field(
                "type", \.type, ScalarRule.choice().located,
                "When the service counts as started, as in systemd.service(5)."),
            Field(
                "user", \.user, ScalarRule.accountName.located,
                "The system user it runs as, made at installation; by default a dynamic user."),
            Field("group", \.group, ScalarRule.accountName.located, "The group it runs as; by default the user's."),
            Field("restart", \.restart, ScalarRule.choice().located, "When it is started again."),
            Field(
                "environment", \.environment, .mapping("variable", key: .variableName, to: .variableValue),
                "Its environment variables."),
            Field(
                "capabilities", \.capabilities, .list(of: ScalarRule.capability.located),
                "Linux capabilities that it keeps, such as CAP_NET_BIND_SERVICE."),
            Field("enable", \.enable, ScalarRule.boolean.located, "Whether it starts with the machine."),
            Field("start", \.start, ScalarRule.boolean.located, "Whether it starts when it is installed."),
        ]
    }

    package func check(_ keys: Set<String>, _ decoder: inout ConfigurationDecoder) {
        if !keys.contains("unit"), !keys.contains("command") {
            decoder.report("a service needs `command`, or a `unit` of your own", at: location)
        }
        checkType(&decoder)
        guard let unit else { return }
        let described = ["description", "command", "type", "group", "restart", "environment", "capabilities"].filter(
            keys.contains)
        if !described.isEmpty {
            decoder.report(
                "`unit` stands for itself: " + described.map { "`\($0)`" }.joined(separator: ", ")
                    + " would have no effect",
                at: unit.location, keyPath: unit.keyPath
            )
        }
    }

    /// What systemd would refuse to load.
    private func checkType(_ decoder: inout ConfigurationDecoder) {
        if type.value == .dbus {
            decoder.report(
                "`type: dbus` needs the name of a bus", at: type.location, keyPath: type.keyPath,
                hint: "write the unit yourself, and name it in `unit`")
        }
        if type.value == .oneshot, [.always, .onSuccess].contains(restart.value) {
            decoder.report(
                "a `oneshot` can't have `restart: \(restart.value.rawValue)`", at: restart.location,
                keyPath: restart.keyPath, hint: "say `on-failure` or `no`, or another `type`")
        }
    }
}

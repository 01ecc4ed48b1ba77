// SPDX-License-Identifier: Apache-2.0
package import Project

/// A program that systemd keeps running, as the configuration describes it.
///
/// Every value is checked on the way in, so that no text can add a line to a unit or a command to a script.
package struct SystemdService: Sendable, Hashable {
    /// The unit's name without `.service`; also the name of its folder under `/var/lib`.
    package let name: String
    package let description: String
    /// `https:`, `http:`, `file:`, `info:` or `man:` addresses.
    package let documentation: [String]
    /// When systemd takes the service for started.
    package let type: ServiceType
    /// The command line as systemd.service(5) reads `ExecStart=`.
    package let command: String
    /// The account it runs as, made at installation; nil is one that exists while it runs (`DynamicUser=`).
    package let user: String?
    /// The group it runs as; nil is the user's own.
    package let group: String?
    package let restart: ServiceRestart
    /// Variables in the order in which they are written.
    package let environment: [(name: String, value: String)]
    /// Capabilities that the program keeps, such as `CAP_NET_BIND_SERVICE`.
    package let capabilities: [String]
    /// Folders outside `/var/lib/<name>` that the program may write.
    package let writableFolders: [String]

    package init(
        name: String, description: String, documentation: [String] = [], type: ServiceType = .simple, command: String,
        user: String? = nil, group: String? = nil, restart: ServiceRestart = .onFailure,
        environment: [String: String] = [:],
        capabilities: [String] = [], writableFolders: [String] = []
    ) throws(SystemdServiceError) {
        guard Self.isUnitName(name) else { throw .name(name) }
        let program = command.drop { "@-:+!|".contains($0) }
        guard program.hasPrefix("/") || program.hasPrefix("\"/"), !Self.hasControl(command) else {
            throw .command(command)
        }
        for account in [user, group].compactMap({ $0 }) where !Self.isAccountName(account) { throw .account(account) }
        for address in documentation where !Self.isAddress(address) { throw .documentation(address) }
        for variable in environment.keys where !Self.isVariableName(variable) { throw .variable(variable) }
        for capability in capabilities where !Self.isCapability(capability) { throw .capability(capability) }
        for folder in writableFolders where !folder.hasPrefix("/") || Self.hasControl(folder) {
            throw .folder(folder)
        }
        self.name = name
        self.description = description
        self.documentation = documentation
        self.type = type
        self.command = command
        self.user = user
        self.group = group
        self.restart = restart
        self.environment = environment.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { (name: $0.key, value: $0.value) }
        self.capabilities = capabilities
        self.writableFolders = writableFolders
    }

    /// The unit's file name.
    package var unitName: String { name + ".service" }

    /// The account that the package makes: the named user, unless it is root, which is there.
    package var account: SystemAccount? {
        guard let user, user != "root" else { return nil }
        return SystemAccount(user: user, group: group ?? user, comment: description, home: "/var/lib/" + name)
    }

    package static func == (left: SystemdService, right: SystemdService) -> Bool {
        left.name == right.name && left.unitText == right.unitText && left.account == right.account
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(unitText)
    }

    private static func hasControl(_ text: String) -> Bool {
        text.utf8.contains { $0 < 0x20 || $0 == 0x7F }
    }

    private static func isUnitName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 240
            && text.utf8.allSatisfy { $0.isASCIIWord || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
            && !text.hasPrefix(".") && !text.hasPrefix("-")
    }

    /// What useradd(8) accepts everywhere.
    private static func isAccountName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 31 else { return false }
        return (first.isASCIILowercase || first == UInt8(ascii: "_"))
            && text.utf8.allSatisfy {
                $0.isASCIILowercase || $0.isASCIIDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
            }
    }

    private static func isAddress(_ text: String) -> Bool {
        ["https://", "http://", "file:/", "info:", "man:"].contains { text.hasPrefix($0) }
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    private static func isVariableName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !first.isASCIIDigit else { return false }
        return text.utf8.allSatisfy(\.isASCIIWord)
    }

    private static func isCapability(_ text: String) -> Bool {
        text.hasPrefix("CAP_") && text.utf8.allSatisfy { $0.isASCIIWord && !$0.isASCIILowercase }
    }
}

extension UInt8 {
    fileprivate var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    fileprivate var isASCIILowercase: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
    fileprivate var isASCIIWord: Bool {
        isASCIIDigit || isASCIILowercase || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
            || self == UInt8(ascii: "_")
    }
}

// SPDX-License-Identifier: Apache-2.0
package import SystemPackage

/// A package to be made, as all formats understand it; each format's own description is made from it.
package struct PackageSpec: Sendable, Hashable {
    /// The package's name, such as `hello`.
    package var name: String
    package var version: SemanticVersion
    /// The packaging's own number, counted from 1 (RPM's Release).
    package var release: Int
    /// The target; its architecture is the package's.
    package var target: Target
    /// One line, without a full stop.
    package var summary: String
    /// Paragraphs that follow the summary; may be empty.
    package var description: String
    /// `Name <address>`
    package var maintainer: String
    package var vendor: String?
    package var homepage: String?
    /// An SPDX expression; nil where none is known.
    package var license: String?
    package var section: String?
    package var priority: String
    package var relations: [Relation: [String]]
    package var contents: [Content]
    /// The texts of the scripts that the project adds.
    package var scripts: [Script: String]
    /// The systemd units that the package's own scripts care for.
    package var service: Service?
    /// The newest first.
    package var changes: [Change]
    /// dpkg's triggers, one a line.
    package var triggers: [String]
    /// The commit's time, in seconds since 1970-01-01 00:00 UTC; all files in the package carry it.
    package var modified: Int64

    /// How the package stands to others; the entries are written as the format writes them.
    package enum Relation: String, Sendable, Hashable, CaseIterable {
        case dependencies, recommends, suggests, conflicts, replaces, provides
    }

    /// When a script of the project's runs.
    package enum Script: String, Sendable, Hashable, CaseIterable {
        case preinstall, postinstall, preremove, postremove, pretransaction, posttransaction
    }

    /// One thing that the package installs.
    package struct Content: Sendable, Hashable {
        package enum Origin: Sendable, Hashable {
            /// A regular file on disk.
            case file(FilePath)
            case bytes([UInt8])
            case directory
            case symbolicLink(target: String)
            /// Owned by the package and not contained in it.
            case ghost
        }

        /// What it is beyond its bytes.
        package enum Role: Sendable, Hashable {
            case plain
            /// A configuration file that stays when its owner changed it.
            case configuration
            /// A configuration file whose new version rpm sets beside it, too.
            case configurationNoReplace
            case documentation
            case license
        }

        /// Absolute, with `/` between components.
        package var destination: String
        package var origin: Origin
        package var role: Role
        /// The permission bits: `0o7777` at most.
        package var mode: UInt32
        package var owner: String
        package var group: String

        package init(
            destination: String, origin: Origin, role: Role = .plain, mode: UInt32, owner: String = "root", group: String = "root"
        ) {
            self.destination = destination
            self.origin = origin
            self.role = role
            self.mode = mode
            self.owner = owner
            self.group = group
        }
    }

    /// The units that scripts enable and start, and the account that they run as.
    package struct Service: Sendable, Hashable {
        /// Unit file names, such as `hello.service`.
        package var units: [String]
        package var isEnabled: Bool
        package var isStarted: Bool
        /// A system user that the package makes, with its group and home folder; nil for none.
        package var user: String?
        package var group: String?

        package init(units: [String], isEnabled: Bool = true, isStarted: Bool = true, user: String? = nil, group: String? = nil) {
            self.units = units
            self.isEnabled = isEnabled
            self.isStarted = isStarted
            self.user = user
            self.group = group
        }
    }

    /// One release in the package's changelog.
    package struct Change: Sendable, Hashable {
        package var version: String
        /// In seconds since 1970-01-01 00:00 UTC.
        package var time: Int64
        /// The changes, one an entry, without bullets.
        package var lines: [String]

        package init(version: String, time: Int64, lines: [String]) {
            self.version = version
            self.time = time
            self.lines = lines
        }
    }

    package init(
        name: String, version: SemanticVersion, release: Int = 1, target: Target, summary: String, description: String = "",
        maintainer: String, vendor: String? = nil, homepage: String? = nil, license: String? = nil, section: String? = nil,
        priority: String = "optional", relations: [Relation: [String]] = [:], contents: [Content] = [],
        scripts: [Script: String] = [:], service: Service? = nil, changes: [Change] = [], triggers: [String] = [], modified: Int64
    ) {
        self.name = name
        self.version = version
        self.release = release
        self.target = target
        self.summary = summary
        self.description = description
        self.maintainer = maintainer
        self.vendor = vendor
        self.homepage = homepage
        self.license = license
        self.section = section
        self.priority = priority
        self.relations = relations
        self.contents = contents
        self.scripts = scripts
        self.service = service
        self.changes = changes
        self.triggers = triggers
        self.modified = modified
    }
}

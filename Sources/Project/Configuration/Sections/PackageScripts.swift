// SPDX-License-Identifier: Apache-2.0

/// Scripts that a package manager runs, each a file in the project.
package struct PackageScripts: ConfigurationSection {
    package var location: SourceLocation?
    package var preinstall: Located<Template>?
    package var postinstall: Located<Template>?
    package var preremove: Located<Template>?
    package var postremove: Located<Template>?
    package var pretransaction: Located<Template>?
    package var posttransaction: Located<Template>?

    package init() {}

    package static let summary = "Scripts that a package manager runs."

    package static var fields: [Field<PackageScripts>] {
        [
            Field("preinstall", \.preinstall, .projectPath, "Before the files are there: preinst, %pre."),
            Field("postinstall", \.postinstall, .projectPath, "Once the files are there: postinst, %post."),
            Field("preremove", \.preremove, .projectPath, "Before the files go: prerm, %preun."),
            Field("postremove", \.postremove, .projectPath, "Once the files are gone: postrm, %postun."),
            Field("pretrans", \.pretransaction, .projectPath, "rpm: before the transaction, %pretrans."),
            Field("posttrans", \.posttransaction, .projectPath, "rpm: after the transaction, %posttrans."),
        ]
    }
}

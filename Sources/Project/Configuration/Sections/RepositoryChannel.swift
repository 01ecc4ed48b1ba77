// SPDX-License-Identifier: Apache-2.0

/// What APT and YUM repositories have in common.
package protocol RepositoryChannel: ConfigurationSection {
    var location: SourceLocation? { get set }
    var storage: Located<String>? { get set }
    var url: Located<String>? { get set }
}

/// An APT repository.
package struct AptChannel: RepositoryChannel {
    package var location: SourceLocation?
    package var storage: Located<String>?
    package var url: Located<String>?
    /// Nil is as the repository has it.
    package var contents: Located<Bool>?
    /// Nil is as the repository has it, 0 is none.
    package var pdiffs: Located<Int>?

    package init() {}

    package static let summary = "A repository of packages for apt."

    package static var fields: [Field<AptChannel>] {
        repositoryFields + [
            Field(
                "contents", \.contents, ScalarRule.boolean.located,
                "Whether `Contents` lists the packages' files, for apt-file; by default as the repository has it."),
            Field(
                "pdiffs", \.pdiffs, ScalarRule.integer(0...100).located,
                "How many changes of an index apt may fetch instead of the index, 0 for none; by default as the "
                    + "repository has it."),
        ]
    }
}

/// A YUM repository.
package struct YumChannel: RepositoryChannel {
    package var location: SourceLocation?
    package var storage: Located<String>?
    package var url: Located<String>?
    /// Nil is as the repository has it.
    package var updateInfo: Located<Bool>?

    package init() {}

    package static let summary = "A repository of packages for dnf and zypper."

    package static var fields: [Field<YumChannel>] {
        repositoryFields + [
            Field(
                "updateinfo", \.updateInfo, ScalarRule.boolean.located,
                "Whether `updateinfo` says what each version is for; by default as the repository has it.")
        ]
    }
}

extension RepositoryChannel {
    fileprivate static var repositoryFields: [Field<Self>] {
        [
            Field(
                "storage", \.storage, ScalarRule.storage.located,
                "Where its files live: `s3://bucket`, `file:///folder`, `github` or `github:owner/name`."),
            Field(
                "url", \.url, ScalarRule.url("https", "http").located,
                "Where users read them: the folder above `apt` and `yum`."),
        ]
    }

    package func check(_ keys: Set<String>, _ decoder: inout ConfigurationDecoder) {
        if !keys.contains("storage") { decoder.report("needs `storage`: where its files live", at: location) }
        if !keys.contains("url"), let storage, !storage.value.hasPrefix("github") {
            decoder.report("needs `url`: where users read `\(storage.value)`", at: location)
        }
    }
}

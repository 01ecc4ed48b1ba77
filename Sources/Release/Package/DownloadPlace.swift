// SPDX-License-Identifier: Apache-2.0
import Effects
import Project

/// Where a release's files are for users to get, which the formula and install.sh lead to.
struct DownloadPlace: Sendable, Hashable {
    /// The page that people look at, without a slash at the end.
    let home: String
    /// The folder of a version's files but for the version: `https://…/download/v`.
    let prefix: String

    init(home: String, prefix: String) {
        self.home = home
        self.prefix = prefix
    }

    /// The release on GitHub where it is published there, else the folder.
    init(_ pipeline: ReleasePipeline, _ version: ReleaseVersion) {
        let server = GitHubServer(pipeline.machine.environment)
        let channels = PublishStage.channels(
            of: pipeline.project, options: pipeline.options, isSnapshot: version.isSnapshot)
        guard channels.contains(.github), let tag = version.tag,
            let repository = pipeline.project.gitHubRepository(on: server)
        else {
            let url = pipeline.project.siteURL
            self.init(home: url, prefix: "\(url)/download/v")
            return
        }
        let number = "\(version.version)"
        let start = tag.hasSuffix(number) ? String(tag.dropLast(number.count)) : "v"
        self.init(
            home: server.page(of: repository), prefix: server.downloads(of: repository, tag: "") + start)
    }

    func address(of file: String, version: String) -> String { "\(prefix)\(version)/\(file)" }
}

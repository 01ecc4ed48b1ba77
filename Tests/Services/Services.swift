// SPDX-License-Identifier: Apache-2.0
import Effects
import Foundation
import SystemPackage
import TestSupport

/// Serves the doubles of GitHub, packagecloud and an S3-compatible store with the bucket `bucket` until it is interrupted, for whoever wants to try a release by hand.
///
///     swift run services FOLDER ada/hello ada/homebrew-tap
///
/// The first line of standard output is the server's address; the rest can be given to a shell. Repositories are bare ones
/// in the folder, to be pushed to and cloned from by their paths; the first one's name is that of the packagecloud
/// repository as well. `FLEDGE_SERVICES_TOKEN` is the token of both services.
@main
struct Services {
    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard let place = arguments.first, !place.hasPrefix("-"), arguments.count > 1 else {
            try FileHandle.standardError.write(contentsOf: Data("usage: services FOLDER OWNER/NAME…\n".utf8))
            exit(64)
        }
        let machine = Machine.current()
        let files = machine.files
        try files.createDirectory(FilePath(place).appending("git"))
        let folder = try files.resolve(FilePath(place))
        let names = Array(arguments.dropFirst())
        let token = machine.environment["FLEDGE_SERVICES_TOKEN"] ?? "services-token"
        let github = GitHubDouble(machine: machine, folder: folder)
        // The project's own history is pushed by whoever tries; a tap begins with a commit, as on GitHub.
        for (index, name) in names.enumerated() { try await github.addRepository(name, isEmpty: index == 0) }
        await github.add(
            token: token,
            GitHubDouble.Token(login: "ada", access: Dictionary(names.map { ($0.lowercased(), .push) }) { $1 }))
        let packagecloud = PackagecloudDouble(machine: machine, token: token, repository: names[0])
        try await S3Double.serving { store, server in
            let storeEnvironment = store.environment(server).sorted { $0.key < $1.key }
            try await LoopbackServer.serving([github, packagecloud], in: folder) { origin in
                print(origin)
                print("export GITHUB_API_URL=\(origin)/api/v3 GITHUB_TOKEN=\(token)")
                print("export PACKAGECLOUD_URL=\(origin)/packagecloud PACKAGECLOUD_TOKEN=\(token)")
                print("export", storeEnvironment.map { "\($0.key)=\($0.value)" }.joined(separator: " "))
                for name in names {
                    if let path = await github.repository(name)?.git.path {
                        print("# git push \(path) HEAD:main --tags")
                    }
                }
                fflush(nil)
                // Until the process is ended from outside.
                while true { try await Task.sleep(for: .seconds(86_400)) }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
import Project
import SystemPackage
import Testing

@testable import Release

@Suite("The plan of a build")
struct BuildPlanTests {
    private let configuration = """
        name: tool
        builds:
          - {builder: go, package: ., binary: tool, targets: [linux/amd64, macos/arm64, windows/amd64]}
          - {builder: command, binary: other, command: [make], targets: [linux/amd64, linux/arm64, windows/amd64]}
          - {builder: prebuilt, binary: third, path: "out/{{os}}", targets: [macos/arm64]}
        """

    private func plan(_ change: (inout ReleaseOptions) -> Void) async throws -> BuildPlan {
        let machine = Machine.current()
        return try await machine.files.withTemporaryDirectory { folder in
            try machine.files.replace(folder.appending("fledge.yaml"), text: configuration)
            let project = try await ProjectLoading(machine: machine).load(folder, config: nil)
            var options = ReleaseOptions()
            change(&options)
            let version = ReleaseVersion(version: try SemanticVersion(1, 0, 0), tag: nil, commit: nil, date: 0)
            let values = TemplateValues(
                project: "tool", version, track: "stable", environment: machine.environment)
            return try BuildPlan(project.resolved, options: options, values: values)
        }
    }

    @Test func `leaves out the targets that the user skips, and says which`() async throws {
        let plan = try await plan { $0.skippedTargets = [.windowsAmd64, .macosArm64] }
        #expect(plan.jobs.map(\.label) == ["tool linux/amd64", "other linux/amd64", "other linux/arm64"])
        #expect(
            plan.skipped.map(\.label) == [
                "tool macos/arm64", "tool windows/amd64", "other windows/amd64", "third macos/arm64",
            ])
        await #expect(throws: Diagnostic.self) {
            try await self.plan { $0.skippedTargets = Set(Target.known) }
        }
    }

    @Test(.enabled(if: Target.host.os == .linux))
    func `of a part has on Linux what is built anywhere, and of the rest what is of its system`() async throws {
        let plan = try await plan { $0.isSplit = true }
        #expect(
            plan.jobs.map(\.label) == [
                "tool linux/amd64", "tool macos/arm64", "tool windows/amd64", "other linux/amd64", "other linux/arm64",
            ])
        #expect(plan.left.map(\.label) == ["other windows/amd64", "third macos/arm64"])
    }

    @Test func `of a part has every target that is named`() async throws {
        let plan = try await plan {
            $0.isSplit = true
            $0.targets = [.windowsAmd64]
        }
        #expect(plan.jobs.map(\.label) == ["tool windows/amd64", "other windows/amd64"])
        #expect(plan.left.isEmpty)
    }

    @Test func `lets commands, which share a folder, run one after another`() async throws {
        let jobs = try await plan { _ in }.jobs
        #expect(BuildStage.lanes(jobs) == [[0], [1], [2], [3, 4, 5], [6]])
    }
}

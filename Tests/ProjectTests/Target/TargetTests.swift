// SPDX-License-Identifier: Apache-2.0

import Project
import Testing

@Suite("Targets")
struct TargetTests {
    @Test(arguments: [
        ("linux/amd64", Target.linuxAmd64), ("linux/x86_64", .linuxAmd64), ("linux/aarch64", .linuxArm64),
        ("linux/armhf", .linuxArmv7), ("darwin/arm64", .macosArm64), ("macos/x86_64", .macosAmd64),
        ("darwin/all", .macosUniversal), ("MacOS/Universal", .macosUniversal), ("windows/arm64", .windowsArm64),
    ])
    func `are read under all their names`(_ text: String, _ target: Target) {
        #expect(Target(parsing: text) == target)
    }

    @Test(arguments: [
        "", "/", "linux", "linux/", "linux/386", "linux/universal", "windows/armv7", "macos/armv7", "linux/amd64/v2",
        " linux/amd64", "freebsd/amd64", "linux_amd64",
    ])
    func `that do not exist are refused`(_ text: String) {
        #expect(Target(parsing: text) == nil)
    }

    @Test func `are in order, and read what they write`() {
        #expect(
            Target.known.map(\.description) == [
                "linux/amd64", "linux/arm64", "linux/armv7", "macos/amd64", "macos/arm64", "macos/universal",
                "windows/amd64", "windows/arm64",
            ])
        #expect(Target.known.shuffled().sorted() == Target.known)
        #expect(Target.known.compactMap { Target(parsing: $0.description) } == Target.known)
        #expect(Target.aliases.allSatisfy { Target(parsing: $0).map { Target.known.contains($0) } ?? false })
        #expect(Target.aliases.contains("darwin/arm64"))
        #expect(Target.aliases.contains("linux/x86_64"))
        #expect(!Target.aliases.contains("linux/amd64"))
        #expect(Target.known.contains(Target.host))
    }

    @Test func `are called what each tool calls them`() {
        let rows = Target.known.map { target in
            [
                target.fileName, target.debianArchitecture ?? "-", target.rpmArchitecture ?? "-", target.goOS,
                target.goArch, target.goARM ?? "-", target.triple,
            ].joined(separator: " ")
        }
        #expect(
            rows == [
                "linux_amd64 amd64 x86_64 linux amd64 - x86_64-unknown-linux-gnu",
                "linux_arm64 arm64 aarch64 linux arm64 - aarch64-unknown-linux-gnu",
                "linux_armv7 armhf armv7hl linux arm 7 armv7-unknown-linux-gnueabihf",
                "macos_amd64 - - darwin amd64 - x86_64-apple-macosx",
                "macos_arm64 - - darwin arm64 - arm64-apple-macosx",
                "macos_universal - - darwin all - arm64-apple-macosx",
                "windows_amd64 - - windows amd64 - x86_64-unknown-windows-msvc",
                "windows_arm64 - - windows arm64 - aarch64-unknown-windows-msvc",
            ])
        #expect(Target.windowsArm64.executableSuffix == ".exe")
        #expect(Target.linuxAmd64.executableSuffix == "")
        #expect(Target.macosUniversal.slices == [.macosAmd64, .macosArm64])
        #expect(Target.linuxArm64.slices == [.linuxArm64])
    }
}

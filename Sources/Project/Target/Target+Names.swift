// SPDX-License-Identifier: Apache-2.0

/// What others call a target.
extension Target {
    /// In file names: `linux_amd64`.
    package var fileName: String { "\(os.rawValue)_\(arch.rawValue)" }

    /// What an executable's name ends with.
    package var executableSuffix: String { os == .windows ? ".exe" : "" }

    /// Debian's name of the architecture; nil where there are no Debian packages.
    package var debianArchitecture: String? {
        guard os == .linux else { return nil }
        switch arch {
        case .amd64: return "amd64"
        case .arm64: return "arm64"
        case .armv7: return "armhf"
        case .universal: return nil
        }
    }

    /// RPM's name of the architecture; nil where there are no RPM packages.
    package var rpmArchitecture: String? {
        guard os == .linux else { return nil }
        switch arch {
        case .amd64: return "x86_64"
        case .arm64: return "aarch64"
        case .armv7: return "armv7hl"
        case .universal: return nil
        }
    }

    /// `GOOS`.
    package var goOS: String { os == .macos ? "darwin" : os.rawValue }

    /// `GOARCH`; a universal target is built as `slices`.
    package var goArch: String {
        switch arch {
        case .amd64: "amd64"
        case .arm64: "arm64"
        case .armv7: "arm"
        case .universal: "all"
        }
    }

    /// `GOARM`, for the 32-bit Arm target alone.
    package var goARM: String? { arch == .armv7 ? "7" : nil }

    /// GoReleaser's name of the system, in artifacts.json.
    package var goReleaserOS: String { goOS }

    /// GoReleaser's name of the architecture: `all` for a universal binary.
    package var goReleaserArch: String { goArch }

    /// The triple that Swift and clang know: `x86_64-unknown-linux-gnu`, `arm64-apple-macosx`.
    package var triple: String {
        switch (os, arch) {
        case (.linux, .arm64): "aarch64-unknown-linux-gnu"
        case (.linux, .armv7): "armv7-unknown-linux-gnueabihf"
        case (.linux, _): "x86_64-unknown-linux-gnu"
        case (.macos, .amd64): "x86_64-apple-macosx"
        case (.macos, _): "arm64-apple-macosx"
        case (.windows, .arm64): "aarch64-unknown-windows-msvc"
        case (.windows, _): "x86_64-unknown-windows-msvc"
        }
    }

    /// The targets that are built for this one: two for a universal binary, otherwise itself.
    package var slices: [Target] {
        self == .macosUniversal ? [.macosAmd64, .macosArm64] : [self]
    }
}

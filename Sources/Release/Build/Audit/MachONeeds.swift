// SPDX-License-Identifier: Apache-2.0
import Formats

/// What a macOS program needs of its system: all its images together.
struct MachONeeds {
    let findings: [AuditFinding]
    let floor: BinaryAudit.Floor

    init(_ images: [MachOImage], policy: AuditPolicy) {
        let minimums = images.compactMap(\.minimumOS)
        floor = minimums.count == images.count ? minimums.max().map { .macOS($0) } ?? .unknown : .unknown
        var findings: [AuditFinding] = []
        var seen: Set<AuditFinding> = []
        for image in images {
            let found =
                Self.systemFindings(image, policy: policy) + Self.libraryFindings(image, policy: policy)
                + Self.pathFindings(image) + Self.signatureFindings(image)
            findings += found.filter { seen.insert($0).inserted }
        }
        self.findings = findings
    }

    private static func systemFindings(_ image: MachOImage, policy: AuditPolicy) -> [AuditFinding] {
        guard let minimum = image.minimumOS else {
            return [
                AuditFinding(
                    .unknownMinimumOS, "its \(image.architecture) image doesn't say which macOS it needs",
                    hint: "pass a deployment target, such as `-mmacosx-version-min=13.0`")
            ]
        }
        guard let newest = policy.newestMacOS, minimum > newest else { return [] }
        return [
            AuditFinding(
                .floor,
                "its \(image.architecture) image needs macOS \(minimum), and \(newest) is the newest that it may need",
                hint: "lower the deployment target; Swift: `platforms` in Package.swift")
        ]
    }

    private static func libraryFindings(_ image: MachOImage, policy: AuditPolicy) -> [AuditFinding] {
        image.libraries.compactMap { library in
            let name = library.name
            let file = name.split(separator: "/").last.map(String.init) ?? name
            if name.hasPrefix("/usr/lib/") || name.hasPrefix("/System/") { return nil }
            if policy.allowedLibraries.contains(name) || policy.allowedLibraries.contains(file) { return nil }
            guard name.hasPrefix("@rpath/libswift") else {
                return AuditFinding(
                    .library(name), "it needs `\(name)`, which isn't a part of macOS",
                    hint: "link it statically, or allow it by `gates: {audit: {libraries: [\(file)]}}`")
            }
            return swiftFinding(library, image)
        }
    }

    /// A Swift library that is linked by `@rpath` is in macOS since 12, in the folder `/usr/lib/swift`.
    private static func swiftFinding(_ library: MachOImage.LinkedLibrary, _ image: MachOImage) -> AuditFinding? {
        guard image.rpaths.contains("/usr/lib/swift") else {
            return AuditFinding(
                .library(library.name), "it needs `\(library.name)`, and doesn't look in `/usr/lib/swift` for it",
                hint: "link with `-Xlinker -rpath -Xlinker /usr/lib/swift`")
        }
        let minimum = image.minimumOS ?? DottedVersion([0])
        guard !library.isWeak, minimum < DottedVersion([12]) else { return nil }
        return AuditFinding(
            .library(library.name),
            "it needs `\(library.name)`, which macOS has since 12, and says it needs \(minimum)",
            hint: "raise `platforms` in Package.swift to `.macOS(.v12)`")
    }

    private static func pathFindings(_ image: MachOImage) -> [AuditFinding] {
        image.rpaths.filter { path in
            path != "/usr/lib/swift" && !path.hasPrefix("@executable_path") && !path.hasPrefix("@loader_path")
        }.map {
            AuditFinding(
                .libraryPath($0), "it looks for libraries in `\($0)`, which is a folder of the machine that built it",
                hint: "Swift: build with `-Xswiftc -no-toolchain-stdlib-rpath`; "
                    + "others: make the run path start with `@executable_path`")
        }
    }

    private static func signatureFindings(_ image: MachOImage) -> [AuditFinding] {
        guard image.architecture == .arm64, image.fileType == .executable, image.codeSignature == nil else { return [] }
        return [
            AuditFinding(
                .unsigned, "its arm64 image has no code signature, and macOS ends such programs when they start",
                hint: "sign it; an ad-hoc signature is enough to run")
        ]
    }
}

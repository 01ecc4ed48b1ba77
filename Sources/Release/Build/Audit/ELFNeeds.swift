// SPDX-License-Identifier: Apache-2.0
import Formats

/// What an ELF program needs of a Linux system.
struct ELFNeeds {
    let findings: [AuditFinding]
    let floor: BinaryAudit.Floor
    let debian: DebianNeeds
    let rpm: RPMNeeds

    init(_ image: ELFImage, policy: AuditPolicy) {
        guard !image.isStatic else {
            floor = .any
            debian = DebianNeeds()
            rpm = RPMNeeds()
            findings = Self.pathFindings(image)
            return
        }
        let linuxFloor = LinuxFloor(image)
        floor = .linux(linuxFloor)
        debian = DebianNeeds(image, policy: policy)
        rpm = RPMNeeds(image)
        findings =
            Self.interpreterFindings(image) + Self.libraryFindings(image, policy: policy) + Self.pathFindings(image)
            + Self.privateFindings(image) + Self.floorFindings(linuxFloor, policy: policy) + debian.findings
            + rpm.findings
    }

    private static func interpreterFindings(_ image: ELFImage) -> [AuditFinding] {
        guard let interpreter = image.interpreter, !LinuxLibrary.interpreters.contains(interpreter) else { return [] }
        let isMusl = interpreter.hasPrefix("/lib/ld-musl-")
        return [
            AuditFinding(
                .interpreter(interpreter),
                isMusl
                    ? "it is loaded by musl's `\(interpreter)`, which only musl distributions such as Alpine have"
                    : "it is loaded by `\(interpreter)`, which most systems lack",
                hint: isMusl ? "link it statically" : "link it with `-Wl,--dynamic-linker` and the usual path")
        ]
    }

    private static func libraryFindings(_ image: ELFImage, policy: AuditPolicy) -> [AuditFinding] {
        image.dynamic.needed.filter { !LinuxLibrary.isUniversal($0) && !policy.allowedLibraries.contains($0) }.map {
            AuditFinding(
                .library($0), "it needs `\($0)`, which not every system has", hint: LinuxLibrary.remedy(for: $0))
        }
    }

    private static func pathFindings(_ image: ELFImage) -> [AuditFinding] {
        (image.dynamic.rpath + image.dynamic.runpath).filter { path in
            !["$ORIGIN", "${ORIGIN}"].contains { path == $0 || path.hasPrefix($0 + "/") }
        }.map { path in
            AuditFinding(
                .libraryPath(path),
                path.isEmpty
                    ? "it looks for libraries in whatever folder it is started from"
                    : "it looks for libraries in `\(path)`, which is a folder of the machine that built it",
                hint: "Swift: set `static: stdlib`, or build with `-Xswiftc -no-toolchain-stdlib-rpath`; "
                    + "others: make the run path start with `$ORIGIN`")
        }
    }

    private static func privateFindings(_ image: ELFImage) -> [AuditFinding] {
        let symbols = image.dynamic.versionRequirements.flatMap(\.versions)
            .filter { $0.name == "GLIBC_PRIVATE" }.flatMap(\.symbols)
        guard let first = symbols.first else { return [] }
        return [
            AuditFinding(
                .privateSymbols, "it uses `\(first)`, which is private to one release of glibc",
                hint: "build it anew on the oldest system that it shall run on")
        ]
    }

    private static func floorFindings(_ floor: LinuxFloor, policy: AuditPolicy) -> [AuditFinding] {
        guard let newest = policy.newestGlibc, let glibc = floor.glibc, glibc.version > newest else { return [] }
        return [
            AuditFinding(
                .floor, "it \(floor), and glibc \(newest) is the newest that it may need",
                hint: "build it on an older system, or set `static: full`")
        ]
    }
}

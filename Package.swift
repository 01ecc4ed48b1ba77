// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

/// The settings of every target of Fledge's own.
let house: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// What `fledge --version` says of its own build: the release's version, its commit and that commit's date.
let stamps: [CSetting] = [
    ("FLEDGE_VERSION", Context.environment["RELEASE_VERSION"]),
    (
        "FLEDGE_COMMIT",
        Context.environment["RELEASE_COMMIT"] ?? Context.gitInformation?.currentCommit.prefix(7).description
    ),
    ("FLEDGE_DATE", Context.environment["RELEASE_DATE"]),
].compactMap { name, value in
    guard let value, !value.isEmpty, value.allSatisfy({ $0.isLetter || $0.isNumber || ".-+:".contains($0) }) else {
        return nil
    }
    return .define(name, to: "\"\(value)\"")
}

let package = Package(
    name: "fledge",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "fledge", targets: ["fledge"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.81.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.27.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
        .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"]), .brew(["xz"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
        .target(name: "CBuildStamp", cSettings: stamps),
        .target(
            name: "Formats",
            dependencies: ["CDeflate", "CLZMA", "CZlib", "CZstd", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: house + [.strictMemorySafety()]
        ),
        .target(
            name: "Signing",
            dependencies: [
                "Formats",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: house
        ),
        .target(
            name: "Effects",
            dependencies: [
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: house
        ),
        .target(
            name: "Project",
            dependencies: [
                "Effects", "Yams",
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: house
        ),
        .target(
            name: "Repositories",
            dependencies: [
                "Effects", "Formats", "Signing",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: house
        ),
        .target(
            name: "Release",
            dependencies: [
                "Effects", "Formats", "Project", "Repositories", "Signing",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: house
        ),
        .executableTarget(
            name: "fledge",
            dependencies: [
                "CBuildStamp", "Effects", "Project", "Release", "Repositories",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: house
        ),
        .target(
            name: "TestSupport",
            dependencies: [
                "Effects", "Formats", "Repositories",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Tests/TestSupport",
            swiftSettings: house
        ),
        // The doubles as a program, to try a release by hand and for Benchmarks/uploads.
        .executableTarget(
            name: "services",
            dependencies: [
                "Effects", "TestSupport", .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Tests/Services",
            swiftSettings: house
        ),
        .testTarget(
            name: "FormatsTests",
            dependencies: [
                "Effects", "Formats", "TestSupport", .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "EffectsTests",
            dependencies: ["Effects", "TestSupport", .product(name: "SystemPackage", package: "swift-system")],
            swiftSettings: house),
        .testTarget(
            name: "SigningTests",
            dependencies: [
                "Effects", "Formats", "Signing", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "RepositoriesTests",
            dependencies: [
                "Effects", "Formats", "Release", "Repositories", "Signing", "TestSupport",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "ProjectTests",
            dependencies: [
                "Effects", "Project", "TestSupport", .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: house),
        .testTarget(
            name: "ReleaseTests",
            dependencies: [
                "Effects", "Formats", "Project", "Release", "Repositories", "Signing", "TestSupport",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            exclude: ["Package/Golden"],
            swiftSettings: house),
        .testTarget(
            name: "AcceptanceTests",
            dependencies: [
                "Effects", "Formats", "Project", "Release", "Signing", "TestSupport", "fledge",
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: house),
    ],
    swiftLanguageModes: [.v6]
)

// Only for `scripts/fuzz`, which names libFuzzer: the parsers tell it which ways their input takes.
if let fuzzer = Context.environment["FLEDGE_FUZZ"] {
    for target in package.targets where ["Formats", "Repositories"].contains(target.name) {
        target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(["-sanitize=fuzzer"])]
    }
    package.targets.append(
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "Effects", "Formats", "Repositories", .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Tests/Fuzz", swiftSettings: [.enableUpcomingFeature("ExistentialAny")],
            linkerSettings: [.unsafeFlags(["-use-ld=lld", fuzzer, "-lstdc++"])]))
}

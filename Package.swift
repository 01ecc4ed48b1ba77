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

let package = Package(
    name: "fledge",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "fledge", targets: ["fledge"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"]), .brew(["libdeflate"])]),
        .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"]), .brew(["xz"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),
        .target(
            name: "Formats",
            dependencies: ["CDeflate", "CLZMA", "CZlib", "CZstd", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: house + [.strictMemorySafety()]
        ),
        .target(
            name: "Effects",
            dependencies: [
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
            name: "Release",
            dependencies: [
                "Effects", "Formats", "Project",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: house
        ),
        .executableTarget(
            name: "fledge",
            dependencies: [
                "Effects", "Project", "Release",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: house
        ),
        .target(
            name: "TestSupport",
            dependencies: ["Effects", .product(name: "SystemPackage", package: "swift-system")],
            path: "Tests/TestSupport",
            swiftSettings: house
        ),
        .testTarget(name: "FormatsTests", dependencies: ["Formats", "TestSupport"], swiftSettings: house),
        .testTarget(name: "EffectsTests", dependencies: ["Effects", "TestSupport"], swiftSettings: house),
        .testTarget(name: "ProjectTests", dependencies: ["Project", "TestSupport"], swiftSettings: house),
        .testTarget(name: "ReleaseTests", dependencies: ["Release", "TestSupport"], swiftSettings: house),
        .testTarget(name: "AcceptanceTests", dependencies: ["TestSupport"], swiftSettings: house),
    ],
    swiftLanguageModes: [.v6]
)

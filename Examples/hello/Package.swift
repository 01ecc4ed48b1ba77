// swift-tools-version: 6.0
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let package = Package(
    name: "hello",
    platforms: [.macOS(.v13)],
    products: [.executable(name: "hello", targets: ["hello"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        .target(name: "Greeting", resources: [.process("Resources")]),
        .executableTarget(
            name: "hello",
            dependencies: ["Greeting", .product(name: "ArgumentParser", package: "swift-argument-parser")]
        ),
        .testTarget(name: "GreetingTests", dependencies: ["Greeting"]),
    ],
    swiftLanguageModes: [.v6]
)

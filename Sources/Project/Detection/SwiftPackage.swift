// SPDX-License-Identifier: Apache-2.0

package import Effects
import Foundation
package import SystemPackage

/// What SwiftPM says of a package: its products, its targets and what they need of each other.
package struct SwiftPackage: Sendable, Hashable, Decodable {
    package let name: String
    package let products: [Product]
    package let targets: [BuildTarget]

    /// A declared product, or the implicit one of an executable target.
    package struct Product: Sendable, Hashable, Decodable {
        package let name: String
        package let targets: [String]
        package let isExecutable: Bool

        private enum CodingKeys: String, CodingKey { case name, targets, type }
        private struct Kind: CodingKey {
            let stringValue: String
            let intValue: Int? = nil
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            name = try container.decode(String.self, forKey: .name)
            targets = try container.decode([String].self, forKey: .targets)
            let kind = try container.nestedContainer(keyedBy: Kind.self, forKey: .type)
            isExecutable = kind.contains(Kind(stringValue: "executable"))
        }
    }

    package struct BuildTarget: Sendable, Hashable, Decodable {
        package let name: String
        /// The folder of its sources, from the package's.
        package let path: String
        package let type: String
        /// The source files, from `path`.
        package let sources: [String]
        package let targetDependencies: [String]
        package let productDependencies: [String]
        /// Whether its resources go into a bundle beside the program.
        package let hasResourceBundle: Bool

        private enum CodingKeys: String, CodingKey {
            case name, path, type, sources, resources
            case targetDependencies = "target_dependencies"
            case productDependencies = "product_dependencies"
        }
        private struct Resource: Decodable {
            let rule: [String: Ignored]
        }
        private struct Ignored: Decodable {
            init(from decoder: any Decoder) {}
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            name = try container.decode(String.self, forKey: .name)
            path = try container.decode(String.self, forKey: .path)
            type = try container.decode(String.self, forKey: .type)
            sources = try container.decodeIfPresent([String].self, forKey: .sources) ?? []
            targetDependencies = try container.decodeIfPresent([String].self, forKey: .targetDependencies) ?? []
            productDependencies = try container.decodeIfPresent([String].self, forKey: .productDependencies) ?? []
            let resources = try container.decodeIfPresent([Resource].self, forKey: .resources) ?? []
            hasResourceBundle = resources.contains { !$0.rule.keys.contains { $0.lowercased().contains("embed") } }
        }
    }

    /// Asks SwiftPM; its scratch folder is a temporary one, so that nothing is written in the project.
    package static func describe(_ folder: FilePath, on machine: Machine) async throws(Diagnostic) -> SwiftPackage {
        let package = folder.appending("Package.swift")
        let result: ProgramResult
        do {
            result = try await machine.files.withTemporaryDirectory { scratch in
                let arguments = ["package", "--scratch-path", scratch.string, "describe", "--type", "json"]
                // What SwiftPM leaves in the temporary folder, such as the scratch folder's lock, goes with it.
                let call = ProgramCall(
                    .name("swift"), arguments, workingDirectory: folder,
                    environment: .minimal(adding: ["TMPDIR": scratch.string]), outputLimit: 1 << 26,
                    timeout: .seconds(600))
                return try await machine.programs.run(call)
            }
        } catch let error as ProgramError {
            throw Diagnostic(
                "cannot ask SwiftPM about `\(package)`",
                hint: "install Swift, or describe `builds` with another builder",
                cause: error, exit: .needsChange
            )
        } catch {
            throw Diagnostic("cannot ask SwiftPM about `\(package)`", cause: error)
        }
        guard result.isSuccess else {
            let said = [result.error.text, result.output.text].joined(separator: "\n").split(separator: "\n").suffix(40)
            throw Diagnostic(
                message: "SwiftPM cannot read `\(package)`: it \(result.outcome)",
                causes: [said.joined(separator: "\n")],
                hints: ["run `swift package describe`"]
            )
        }
        do {
            return try parse(result.output.bytes)
        } catch {
            throw Diagnostic("cannot read what SwiftPM says of `\(package)`", cause: error)
        }
    }

    /// Parses the output of `swift package describe --type json`; what is before the first brace is no part of it.
    package static func parse(_ bytes: [UInt8]) throws -> SwiftPackage {
        try JSONDecoder().decode(SwiftPackage.self, from: Data(bytes.drop { $0 != UInt8(ascii: "{") }))
    }

    /// The executable products, by name.
    package var executables: [Product] {
        products.filter(\.isExecutable).sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// The package's own targets that a product is made of, directly or through others, in the package's order.
    package func targets(of product: Product) -> [BuildTarget] {
        var wanted = Set(product.targets)
        var open = product.targets
        while let name = open.popLast() {
            for other in targets.first(where: { $0.name == name })?.targetDependencies ?? []
            where wanted.insert(other).inserted {
                open.append(other)
            }
        }
        return targets.filter { wanted.contains($0.name) }
    }

    /// The package's own source files that a product is made of, from the package's folder.
    package func sources(of product: Product) -> [String] {
        targets(of: product).flatMap { target in target.sources.map { "\(target.path)/\($0)" } }
    }

    /// The names, without suffix, of the package's own resource bundles that a product needs beside it.
    package func resourceBundles(of product: Product) -> [String] {
        targets(of: product).filter(\.hasResourceBundle).map { "\(name)_\($0.name)" }
    }
}

// SPDX-License-Identifier: Apache-2.0
import Formats

/// A dependency as `primary` has it.
struct YumDependency: Sendable, Hashable {
    let name: ArraySlice<UInt8>
    let comparison: Comparison?
    /// As the header has it: `[epoch:]version[-release]`; empty without a version.
    let version: ArraySlice<UInt8>
    /// Whether it must hold while the package's scripts run.
    let isEarly: Bool

    /// The words that `primary` uses.
    enum Comparison: UInt8, Sendable, Hashable {
        case less = 2
        case greater = 4
        case equal = 8
        case lessOrEqual = 10
        case greaterOrEqual = 12
    }

    /// The version's parts; nil where its epoch is no number, as only broken packages have it.
    var parts: (epoch: ArraySlice<UInt8>, version: ArraySlice<UInt8>, release: ArraySlice<UInt8>)? {
        var rest = version
        var epoch = Self.zero
        if let colon = rest.firstIndex(of: UInt8(ascii: ":")) {
            let digits = rest[..<colon]
            guard digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else { return nil }
            if !digits.isEmpty { epoch = digits }
            rest = rest[(colon + 1)...]
        }
        guard let hyphen = rest.firstIndex(of: UInt8(ascii: "-")) else { return (epoch, rest, []) }
        return (epoch, rest[..<hyphen], rest[(hyphen + 1)...])
    }

    private static let zero: ArraySlice<UInt8> = [UInt8(ascii: "0")]
}

/// The dependencies of a package, without what no resolver needs.
///
/// Left out are features of rpm itself, files and capabilities that the package has itself, repetitions, and all of the
/// C library's symbol versions but the highest, which has the others.
struct YumDependencies {
    private(set) var all: [RPM.Relation: [YumDependency]] = [:]

    /// - Parameter ownsFile: Whether a path is one of the package's that `primary` lists.
    init(_ header: RPMHeaderView, ownsFile: (ArraySlice<UInt8>) -> Bool) throws {
        for relation in RPM.Relation.allCases where relation != .requires {
            all[relation] = try Self.rows(relation, header).map(\.dependency)
        }
        let provided = Set((all[.provides] ?? []).map { Capability($0) })
        var last: [ByteText: YumDependency] = [:]
        var needed: [YumDependency] = []
        var library: YumDependency?
        for (dependency, sense) in try Self.rows(.requires, header) {
            if ByteText(dependency.name).hasPrefix("rpmlib(") { continue }
            if dependency.name.first == UInt8(ascii: "/"), ownsFile(dependency.name) { continue }
            if provided.contains(Capability(dependency)) { continue }
            if sense & Self.missingOK != 0 {
                all[.recommends, default: []].append(dependency)
                continue
            }
            let name = ByteText(dependency.name)
            if let earlier = last[name], earlier == dependency { continue }
            if name.hasPrefix("libc.so.6") {
                if library.map({ Self.isHigher(dependency.name, than: $0.name) }) ?? true { library = dependency }
                continue
            }
            needed.append(dependency)
            last[name] = dependency
        }
        if let library { needed.append(library) }
        all[.requires] = needed
    }

    /// RPMSENSE_MISSINGOK: how packages of rpm 4.11 and older recommend.
    private static let missingOK: UInt64 = 1 << 19
    /// PREREQ, SCRIPT_PRE, SCRIPT_POST, PRETRANS, POSTTRANS.
    private static let early: UInt64 = 1 << 6 | 1 << 9 | 1 << 10 | 1 << 7 | 1 << 5

    private struct Capability: Hashable {
        let name: ByteText
        let comparison: YumDependency.Comparison?
        let version: ByteText

        init(_ dependency: YumDependency) {
            name = ByteText(dependency.name)
            comparison = dependency.comparison
            version = ByteText(dependency.version)
        }
    }

    private static func rows(
        _ relation: RPM.Relation, _ header: RPMHeaderView
    ) throws -> [(dependency: YumDependency, sense: UInt64)] {
        var names = try header.texts(relation.tags.names)
        guard names.count > 0 else { return [] }
        var versions = try header.texts(relation.tags.versions)
        let flags = try header.numbers(relation.tags.flags)
        guard versions.count == names.count else { throw RPMReadError.unexpectedValue(relation.tags.versions) }
        guard flags.count == names.count else { throw RPMReadError.unexpectedValue(relation.tags.flags) }
        var rows: [(dependency: YumDependency, sense: UInt64)] = []
        rows.reserveCapacity(names.count)
        for index in 0..<flags.count {
            guard let name = names.next(), let version = versions.next() else { break }
            let sense = flags[index]
            let dependency = YumDependency(
                name: name, comparison: YumDependency.Comparison(rawValue: UInt8(sense & 15)), version: version,
                isEarly: relation == .requires && sense & early != 0)
            if name.isEmpty || dependency.parts == nil { continue }
            rows.append((dependency, sense))
        }
        return rows
    }

    /// Whether the first of two symbol versions is higher: `libc.so.6(GLIBC_2.34)(64bit)` than `libc.so.6()(64bit)`.
    static func isHigher(_ left: ArraySlice<UInt8>, than right: ArraySlice<UInt8>) -> Bool {
        guard let left = symbolVersion(left) else { return false }
        guard let right = symbolVersion(right) else { return true }
        guard let higher = try? RPMVersion(parsing: left), let lower = try? RPMVersion(parsing: right) else {
            return left > right
        }
        return higher > lower
    }

    /// What stands from the first digit on within the first parentheses.
    private static func symbolVersion(_ name: ArraySlice<UInt8>) -> String? {
        guard let open = name.firstIndex(of: UInt8(ascii: "(")),
            let close = name[open...].firstIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let version = name[(open + 1)..<close].drop { $0 < UInt8(ascii: "0") || $0 > UInt8(ascii: "9") }
        return version.isEmpty ? nil : String(decoding: version, as: UTF8.self)
    }
}

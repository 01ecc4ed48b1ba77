// SPDX-License-Identifier: Apache-2.0

/// The stages of a release, in their order.
package enum StageName: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    case test, build, package, sign, publish

    package static func < (one: StageName, other: StageName) -> Bool {
        one.position < other.position
    }

    private var position: Int {
        switch self {
        case .test: 0
        case .build: 1
        case .package: 2
        case .sign: 3
        case .publish: 4
        }
    }
}

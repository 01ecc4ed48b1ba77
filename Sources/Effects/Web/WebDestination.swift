// SPDX-License-Identifier: Apache-2.0
package import SystemPackage

/// Where the body of a good answer goes; that of a bad one is kept in memory, as far as it explains.
package enum WebDestination: Sendable, Hashable {
    /// More bytes than `limit` are an error.
    case memory(limit: Int)
    /// A file that appears when all of it is there; more bytes than `limit` are an error.
    case file(FilePath, limit: UInt64)
}

// SPDX-License-Identifier: Apache-2.0
import Formats
import Project

extension PackageCompression {
    /// The codec, as the formats know it.
    var compression: Compression {
        switch codec {
        case .gzip: .gzip
        case .xz: .xz
        case .zstd: .zstd
        case .none: .none
        }
    }

    /// The level that is asked for, or the usual one.
    ///
    /// Who wants a small RPM takes zstd or xz. With gzip it is time that counts, and the package is still smaller than
    /// what other fast writers make.
    func level(for format: PackageFormat) -> CompressionLevel {
        switch level {
        case .fast: .fast
        case .standard: .standard
        case .best: .best
        case nil: format == .rpm && codec == .gzip ? .fast : .standard
        }
    }
}

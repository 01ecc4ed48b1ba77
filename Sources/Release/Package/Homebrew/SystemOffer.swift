// SPDX-License-Identifier: Apache-2.0

extension HomebrewFormula {
    /// What a formula offers the machines of one system.
    enum SystemOffer: Sendable, Hashable {
        /// One archive, for all processors.
        case all(Download)
        /// One archive, for its processor alone.
        case one(Download)
        /// An archive for each processor.
        case each([Download])

        /// Nil where no archive is for the system.
        init?(_ downloads: [Download], for system: System) throws(HomebrewFormulaError) {
            var byProcessor: [Processor: Download] = [:]
            for download in downloads where download.system == system {
                guard byProcessor.updateValue(download, forKey: download.processor) == nil else {
                    throw .duplicateDownload(system, download.processor)
                }
            }
            let thin = [Processor.arm, .intel].compactMap { byProcessor[$0] }
            if thin.count == 2 {
                self = .each(thin)
            } else if let universal = byProcessor[.universal] {
                self = .all(universal)
            } else if let download = thin.first {
                self = .one(download)
            } else {
                return nil
            }
        }

        /// The archive that Homebrew finds on every processor; nil where there is more than one.
        var address: Download? {
            switch self {
            case .all(let download), .one(let download): download
            case .each: nil
            }
        }

        /// What says that another processor can't use it.
        var requirement: String? {
            guard case .one(let download) = self else { return nil }
            return "depends_on arch: \(download.processor == .arm ? ":arm64" : ":x86_64")"
        }

        /// A block for each processor; none where there is one archive.
        var processorBlocks: [[String]] {
            guard case .each(let downloads) = self else { return [] }
            return downloads.map { download in
                ["on_\(download.processor.rawValue) do"] + download.address.map { "  " + $0 } + ["end"]
            }
        }

        /// All of it, for a block of the system.
        var lines: [String] {
            guard let address else { return Array(processorBlocks.joined(separator: [""])) }
            return (requirement.map { [$0, ""] } ?? []) + address.address
        }
    }
}

extension HomebrewFormula.Download {
    /// The lines that say where the archive is.
    fileprivate var address: [String] {
        ["url \(RubyString(url).literal)", "sha256 \(RubyString(sha256).literal)"]
    }
}

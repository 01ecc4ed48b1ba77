// SPDX-License-Identifier: Apache-2.0

/// The symbols that a file takes from its libraries, sorted, by the index of their version (`.dynsym`, `.gnu.version`).
struct ELFImportedSymbols {
    /// 0 and 1 stand for no version.
    private(set) var byVersion: [UInt16: [String]] = [:]

    init(reading entries: DynamicEntries, sections: [ELFSection]) throws {
        guard let address = entries.first(.symbols) else { return }
        let is64Bit = entries.header.is64Bit
        let count = try Self.symbolCount(entries, sections: sections)
        guard count > 0 else { return }
        let entrySize: UInt64 = is64Bit ? 24 : 16
        let (size, overflow) = count.multipliedReportingOverflow(by: entrySize)
        let symbols = try entries.fields("dynamic symbols", address: address, count: overflow ? .max : size)
        let versions = try entries.first(.symbolVersions).map {
            try entries.fields("symbol versions", address: $0, count: count * 2)
        }
        var budget = TextBudget(structure: "symbol names")
        for index in 0..<Int(count) {
            let entry = index * Int(entrySize)
            let nameOffset = try symbols.u32(at: entry)
            let definingSection = try symbols.u16(at: entry + (is64Bit ? 6 : 14))
            guard definingSection == 0, nameOffset != 0 else { continue }
            let name = try entries.text(UInt64(nameOffset), limit: 1 << 16)
            try budget.spend(name)
            let version = try versions.map { try $0.u16(at: index * 2) & 0x7FFF } ?? 0
            byVersion[version, default: []].append(name)
        }
        byVersion = byVersion.mapValues { $0.sorted() }
    }

    /// The dynamic section doesn't say how many symbols there are: the section, or one of the hash tables does.
    private static func symbolCount(_ entries: DynamicEntries, sections: [ELFSection]) throws -> UInt64 {
        if let section = sections.first(where: { $0.type == ELFSection.dynamicSymbols }) {
            return section.size / (entries.header.is64Bit ? 24 : 16)
        }
        if let address = entries.first(.hash) {
            return try UInt64(entries.fields("hash table", address: address, count: 8).u32(at: 4))
        }
        if let address = entries.first(.gnuHash) {
            return try gnuHashSymbolCount(entries, address: address)
        }
        return 0
    }

    /// In a GNU hash table (bucket count, first symbol, filter words, shift, filter, buckets, chains) the symbol after
    /// the last one is found at the end of the chain of the highest bucket.
    private static func gnuHashSymbolCount(_ entries: DynamicEntries, address: UInt64) throws -> UInt64 {
        let table = try entries.fields("GNU hash table", address: address, limit: 16 << 20)
        let bucketCount = Int(try table.u32(at: 0))
        let firstSymbol = Int(try table.u32(at: 4))
        let filterWords = Int(try table.u32(at: 8))
        let buckets = 16 + filterWords * (entries.header.is64Bit ? 8 : 4)
        guard bucketCount <= table.count / 4 else { throw table.malformed("\(bucketCount) buckets don't fit") }
        var last = 0
        for bucket in 0..<bucketCount {
            last = max(last, Int(try table.u32(at: buckets + bucket * 4)))
        }
        guard last >= firstSymbol else { return UInt64(firstSymbol) }
        let chains = buckets + bucketCount * 4
        while try table.u32(at: chains + (last - firstSymbol) * 4) & 1 == 0 { last += 1 }
        return UInt64(last) + 1
    }
}

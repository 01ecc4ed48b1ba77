// SPDX-License-Identifier: Apache-2.0

/// What an ELF file says of itself: what it is for, what it needs, what it carries.
///
/// Reading takes headers and tables only, and believes none of the file's offsets and sizes.
package struct ELFImage: Sendable, Hashable {
    package let header: ELFHeader
    package let architecture: ProcessorArchitecture
    package let operatingSystem: ExecutableFormat.OperatingSystem
    package let linkage: Linkage
    package let segments: [ELFSegment]
    /// In the table's order, the first (null) section included; empty where the table was removed.
    package let sections: [ELFSection]
    /// The program that loads it, such as `/lib64/ld-linux-x86-64.so.2`.
    package let interpreter: String?
    package let dynamic: ELFDynamic
    /// The GNU build ID, where there is one.
    package let buildID: [UInt8]?

    /// How the file is linked.
    package enum Linkage: String, Sendable, Hashable, CaseIterable {
        /// At a fixed address, and needs nothing.
        case staticExecutable
        /// At any address, and needs nothing.
        case staticPIE
        /// At a fixed address, with libraries.
        case dynamicExecutable
        /// At any address, with libraries.
        case dynamicPIE
        case sharedLibrary
        /// What a compiler makes for a linker.
        case relocatable
        case core
        case other
    }

    package init(parsing bytes: any RandomAccessBytes) throws {
        header = try ELFHeader(reading: bytes)
        let reader = ELFTableReader(bytes: bytes, header: header)
        let sectionFields = try reader.sectionFields()
        segments = try reader.segments(firstSection: sectionFields.first)
        sections = try reader.named(sectionFields)
        interpreter = try reader.interpreter(segments)
        dynamic = try ELFDynamic(reading: bytes, header: header, segments: segments, sections: sections)
        let notes = try reader.notes(segments: segments, sections: sections)
        buildID = notes.first { $0.name == "GNU" && $0.type == 3 }?.descriptor
        operatingSystem = .init(elfABI: header.osABI, notes: notes)
        architecture = try reader.architecture(sections)
        linkage = Linkage(
            type: header.type, entry: header.entryAddress, dynamic: dynamic, hasInterpreter: interpreter != nil)
    }

    package func section(named name: String) -> ELFSection? {
        sections.first { $0.name == name }
    }

    /// Whether there is neither a symbol table for the linker nor debug information.
    package var isStripped: Bool {
        !sections.contains { $0.type == ELFSection.symbolTable || $0.isDebugInformation }
    }

    package var hasDebugInformation: Bool {
        sections.contains { $0.isDebugInformation && $0.occupiesFile }
    }

    /// Whether it runs without any library of the machine that it runs on.
    package var isStatic: Bool {
        linkage == .staticExecutable || linkage == .staticPIE
    }

    /// The newest version of `family` that is needed for sure, and what needs it; nil where none is.
    package func floor(_ family: ELFVersionFloor.Family) -> ELFVersionFloor? {
        var highest: ELFVersionFloor?
        for requirement in dynamic.versionRequirements {
            for needed in requirement.versions where !needed.isWeak {
                guard let version = family.version(in: needed.name) else { continue }
                if let highest, version < highest.version { continue }
                let earlier = highest?.version == version ? highest?.symbols ?? [] : []
                highest = ELFVersionFloor(
                    library: requirement.library, name: needed.name, version: version,
                    symbols: (earlier + needed.symbols).sorted())
            }
        }
        return highest
    }

    /// The parts of the file that are loaded and hold data rather than instructions, in order, none overlapping:
    /// where texts of the program are.
    package var dataRanges: [Range<UInt64>] {
        let ofSections = sections.filter { $0.isAllocated && !$0.isExecutable && $0.occupiesFile }.map(\.fileRange)
        if !sections.isEmpty { return ofSections.mergedRanges }
        let loaded = segments.filter { $0.type == ELFSegment.load && $0.isReadable }
        return loaded.map { $0.offset..<$0.offset.addingClamped($0.fileSize) }.mergedRanges
    }
}

extension ELFImage.Linkage {
    /// `ET_DYN` is both a library's and a position independent program's type: `DF_1_PIE` tells them apart, and
    /// for older linkers an interpreter, or an entry point without a soname.
    init(type: UInt16, entry: UInt64, dynamic: ELFDynamic, hasInterpreter: Bool) {
        let isDynamic = hasInterpreter || !dynamic.needed.isEmpty
        let isProgram = dynamic.isMarkedPIE || (dynamic.soname == nil && (hasInterpreter || entry != 0))
        switch type {
        case 1: self = .relocatable
        case 2: self = isDynamic ? .dynamicExecutable : .staticExecutable
        case 3 where isProgram: self = isDynamic ? .dynamicPIE : .staticPIE
        case 3: self = .sharedLibrary
        case 4: self = .core
        default: self = .other
        }
    }
}

extension [Range<UInt64>] {
    /// The same bytes in ascending ranges that neither touch nor overlap.
    var mergedRanges: [Range<UInt64>] {
        var merged: [Range<UInt64>] = []
        for range in sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) })
        where !range.isEmpty {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<Swift.max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}

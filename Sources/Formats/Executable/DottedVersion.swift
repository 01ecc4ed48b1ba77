// SPDX-License-Identifier: Apache-2.0

/// A version of numbers and dots (`2.34`, `3.4.30`, `11.0`), ordered number by number; a missing one is zero.
package struct DottedVersion: Sendable, Comparable {
    package let numbers: [UInt32]

    package init(_ numbers: [UInt32]) {
        self.numbers = numbers
    }

    /// Reads `text`, or returns nil where it is anything but decimal numbers with dots between.
    package init?(parsing text: some StringProtocol) {
        var numbers: [UInt32] = []
        for part in text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard !part.isEmpty, part.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let number = UInt32(String(decoding: part, as: UTF8.self))
            else { return nil }
            numbers.append(number)
        }
        self.numbers = numbers
    }

    /// Mach-O's `xxxx.yy.zz`, in 16, 8 and 8 bits.
    init(machO packed: UInt32) {
        let patch = packed & 0xFF
        numbers = [packed >> 16, packed >> 8 & 0xFF] + (patch == 0 ? [] : [patch])
    }

    package static func < (left: DottedVersion, right: DottedVersion) -> Bool {
        left.significant.lexicographicallyPrecedes(right.significant)
    }

    package static func == (left: DottedVersion, right: DottedVersion) -> Bool {
        left.significant == right.significant
    }

    private var significant: ArraySlice<UInt32> {
        numbers[..<(numbers.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0)]
    }
}

extension DottedVersion: Hashable {
    package func hash(into hasher: inout Hasher) {
        hasher.combine(significant)
    }
}

extension DottedVersion: CustomStringConvertible {
    package var description: String {
        numbers.map(String.init).joined(separator: ".")
    }
}

// SPDX-License-Identifier: Apache-2.0
import Effects
package import SystemPackage

/// Paths of many files, in little more memory than their bytes.
package struct PathList: Sendable {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    package init() {}

    package init(_ paths: some Sequence<FilePath>) {
        for path in paths { append(path) }
    }

    package var isEmpty: Bool { ends.isEmpty }

    package mutating func append(_ path: FilePath) {
        bytes.append(contentsOf: path.bytes)
        ends.append(bytes.count)
    }
}

extension PathList: Sequence {
    package struct Iterator: IteratorProtocol {
        private let list: PathList
        private var index = 0

        fileprivate init(_ list: PathList) {
            self.list = list
        }

        package mutating func next() -> FilePath? {
            guard index < list.ends.count else { return nil }
            defer { index += 1 }
            let start = index == 0 ? 0 : list.ends[index - 1]
            return FilePath(bytes: Array(list.bytes[start..<list.ends[index]]))
        }
    }

    package func makeIterator() -> Iterator { Iterator(self) }
}

// SPDX-License-Identifier: Apache-2.0

/// Which packages' files have to be in the storage, and for which groups: the keys of fifty thousand are not kept.
struct UploadList: Sendable {
    private let items: PackageItems
    private let format: any RepositoryFormat
    private var groups: [IndexGroup] = []
    private var marks: [Mark] = []
    private var item: UInt32 = 0

    private struct Mark {
        let item: UInt32
        let group: UInt32
    }

    init(_ items: PackageItems, _ format: any RepositoryFormat) {
        self.items = items
        self.format = format
    }

    var isEmpty: Bool { marks.isEmpty }

    /// Says that the present item's file goes where the group has it.
    mutating func append(_ group: IndexGroup) {
        let place = groups.firstIndex(of: group) ?? groups.count
        if place == groups.count { groups.append(group) }
        marks.append(Mark(item: item, group: UInt32(place)))
    }

    mutating func endItem() { item += 1 }

    /// A package's file that has to be in the storage.
    struct Upload: Sendable {
        let format: PackageFormat
        let item: PackageItem
        let key: String
    }

    struct Reader {
        private let list: UploadList
        private var items: PackageItems.Reader
        private var current: (number: UInt32, item: PackageItem)?
        private var mark = 0

        fileprivate init(_ list: UploadList) {
            self.list = list
            items = list.items.reader
        }

        mutating func next() throws -> Upload? {
            guard mark < list.marks.count else { return nil }
            let wanted = list.marks[mark]
            mark += 1
            while current.map({ $0.number < wanted.item }) ?? true {
                guard let item = try items.next() else { return nil }
                current = (current.map { $0.number + 1 } ?? 0, item)
            }
            return current.map { current in
                Upload(
                    format: list.format.format, item: current.item,
                    key: list.format.key(of: current.item.place, in: list.groups[Int(wanted.group)]))
            }
        }
    }

    var reader: Reader { Reader(self) }
}

// SPDX-License-Identifier: Apache-2.0
import Formats

/// An entry of a package's changelog.
struct YumChange: Sendable, Hashable {
    /// In seconds since 1970.
    private(set) var time: UInt64
    let author: ArraySlice<UInt8>
    let text: ArraySlice<UInt8>

    /// The newest ten, the oldest of them first.
    ///
    /// Readers sort by time, and rpm knows the day alone: the later of a day's entries are put a second behind each other.
    static func newest(in header: RPMHeaderView) throws(RPMReadError) -> [YumChange] {
        let times = try header.numbers(.changelogTimes)
        var authors = try header.texts(.changelogAuthors)
        var texts = try header.texts(.changelogTexts)
        guard authors.count == times.count else { throw .unexpectedValue(.changelogAuthors) }
        guard texts.count == times.count else { throw .unexpectedValue(.changelogTexts) }
        var newestFirst: [YumChange] = []
        var previous: UInt64?
        for index in 0..<min(times.count, limit) {
            guard var author = authors.next(), let text = texts.next() else { break }
            while author.count > 1, author.last == UInt8(ascii: " ") { author.removeLast() }
            let time = times[index]
            if time == previous {
                var taken = time
                for later in newestFirst.indices.reversed() where newestFirst[later].time == taken {
                    newestFirst[later].time += 1
                    taken += 1
                }
            }
            newestFirst.append(YumChange(time: time, author: author, text: text))
            previous = time
        }
        return newestFirst.reversed()
    }

    private static let limit = 10
}

// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// Hashes the contents of files, one after the other, beside the thread that reads them.
///
/// Pieces wait in a queue that a task works off. Where more than `capacity` bytes wait, who adds to it works them off
/// instead, so that neither memory grows nor anyone waits for a task that the system does not start. The task belongs to
/// nobody's group, since those who add are not asynchronous; it ends with the queue, and fails never.
package final class HashingLane: Sendable {
    /// The bytes that wait, at most, where there is no MD5. A larger piece is hashed by who adds it.
    private static let capacity = 2 << 20
    /// For MD5, which is slower than what it must not keep waiting.
    package static let patientCapacity = 6 << 20

    private enum Work: Sendable {
        case piece([UInt8])
        /// The file is complete; its digests are kept under the number.
        case end(Int)
    }

    private struct Queue {
        var works: [Work] = []
        var next = 0
        var bytes = 0
        /// Whether a task has been started that will look at the queue again.
        var isServed = false

        mutating func take() -> Work? {
            guard next < works.count else {
                works.removeAll(keepingCapacity: true)
                next = 0
                return nil
            }
            let work = works[next]
            works[next] = .end(0)
            next += 1
            if case .piece(let piece) = work { bytes -= piece.count }
            return work
        }
    }

    private struct Hashing {
        var hasher: ContentHasher
        var digests: [Int: FileDigests] = [:]
    }

    private let wanted: Set<ContentDigest>
    private let capacity: Int
    private let queue = Mutex(Queue())
    /// Held while a work is taken and done, which keeps the works in order.
    private let hashing: Mutex<Hashing>

    package init(_ digests: Set<ContentDigest>) {
        wanted = digests
        capacity = digests.contains(.md5) ? Self.patientCapacity : Self.capacity
        hashing = Mutex(Hashing(hasher: ContentHasher(digests)))
    }

    /// Adds bytes to the file at hand.
    package func add(_ piece: [UInt8]) { put(.piece(piece), count: piece.count) }

    /// Ends the file at hand, whose digests are kept under the number, and begins the next.
    package func end(_ index: Int) { put(.end(index), count: 0) }

    /// The digests of what was added to the file at hand.
    package func current() -> FileDigests {
        while step() {}
        return hashing.withLock { $0.hasher.digests() }
    }

    /// The digests of the files that have ended.
    package func digests() -> [Int: FileDigests] {
        while step() {}
        return hashing.withLock { $0.digests }
    }

    private func put(_ work: Work, count: Int) {
        let needsServer = queue.withLock { queue in
            queue.works.append(work)
            queue.bytes += count
            defer { queue.isServed = true }
            return !queue.isServed
        }
        if needsServer { Task.detached { self.serve() } }
        while queue.withLock({ $0.bytes > capacity }), step() {}
    }

    private func serve() {
        repeat {
            while step() {}
        } while queue.withLock { queue in
            queue.isServed = queue.next < queue.works.count
            return queue.isServed
        }
    }

    /// Does the next work; false where none is left.
    private func step() -> Bool {
        hashing.withLock { hashing in
            guard let work = queue.withLock({ $0.take() }) else { return false }
            switch work {
            case .piece(let piece): hashing.hasher.update(piece)
            case .end(let index):
                hashing.digests[index] = hashing.hasher.digests()
                hashing.hasher = ContentHasher(wanted)
            }
            return true
        }
    }
}

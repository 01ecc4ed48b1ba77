// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// What goes wrong with a request.
package enum Fault: String, Sendable, Hashable, CaseIterable {
    /// The connection is reset, and nothing was done.
    case resetBefore
    /// What was asked for is done, and the connection is reset instead of an answer.
    case resetAfter
    /// 500, and nothing was done.
    case internalError
    /// 502, and what was asked for is done all the same; an upload stays incomplete.
    case badGateway
    /// 503, and nothing was done.
    case unavailable
    /// 429 with Retry-After.
    case tooManyRequests
    /// 403 with Retry-After, as GitHub's secondary rate limit has it.
    case secondaryLimit
    /// The right answer, in many small pieces.
    case slowBody
    /// The right answer, cut off half way.
    case truncatedBody
}

/// Decides which requests go wrong, and counts them all.
package final class FaultPlan: Sendable {
    package typealias Rule = @Sendable (_ index: Int, _ request: DoubleRequest) -> Fault?

    private struct State {
        var rule: Rule?
        var log: [String] = []
        var hits = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// Lets requests go wrong from now on, as the rule says; indices count from 0 from here.
    package func arm(_ rule: @escaping Rule) {
        state.withLock { $0 = State(rule: rule) }
    }

    /// Lets one request go wrong, by its index from here.
    package func arm(_ fault: Fault, at index: Int) {
        arm { position, _ in position == index ? fault : nil }
    }

    /// Lets nothing go wrong any more, and counts anew.
    package func disarm() {
        state.withLock { $0 = State() }
    }

    /// The requests since it was last armed or disarmed, as `GET /path`, in the order of their arrival.
    package var log: [String] { state.withLock { $0.log } }

    /// How many of them went wrong.
    package var hits: Int { state.withLock { $0.hits } }

    /// The fault of a request that has just arrived.
    func fault(of request: DoubleRequest) -> Fault? {
        let (index, rule) = state.withLock { state in
            state.log.append("\(request.method) \(request.path)")
            return (state.log.count - 1, state.rule)
        }
        let fault = rule?(index, request)
        if fault != nil { state.withLock { $0.hits += 1 } }
        return fault
    }
}

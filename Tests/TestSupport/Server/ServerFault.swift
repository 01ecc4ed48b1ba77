// SPDX-License-Identifier: Apache-2.0

/// How a test server fails at a request.
package enum ServerFault: Sendable, Hashable {
    /// The connection is reset, and the request has no effect.
    case resetBefore
    /// The request has its effect, and the connection is reset before the answer.
    case resetAfter
    /// An answer instead of the effect.
    case reply(TestResponse)
    /// The request has its effect, and this is the answer all the same.
    case replyAfter(TestResponse)
    /// The request has its effect, and half of the answer's body is sent before the connection ends.
    case truncate
    /// The request has no effect, and no answer comes.
    case silence
    /// The request has its effect, and the answer comes in ten pieces, a millisecond apart.
    case slow
}

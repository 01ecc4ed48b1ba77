// SPDX-License-Identifier: Apache-2.0

import Subprocess
import Synchronization

/// Takes in one stream of a program as it comes: keeps its ends and hands on its lines.
final class OutputCollector: Sendable {
    /// A line longer than this, in bytes, is handed on in pieces.
    private static let longestLine = 1 << 16

    private struct State {
        var captured: CapturedOutput
        var line: [UInt8] = []
    }

    private let stream: ProgramCall.Line.Stream
    private let onLine: (@Sendable (ProgramCall.Line) -> Void)?
    private let state: Mutex<State>

    init(_ stream: ProgramCall.Line.Stream, _ call: ProgramCall) {
        self.stream = stream
        onLine = call.onLine
        state = Mutex(State(captured: CapturedOutput(limit: call.outputLimit)))
    }

    var captured: CapturedOutput {
        state.withLock { $0.captured }
    }

    func collect(_ buffers: SubprocessOutputSequence) async throws {
        for try await buffer in buffers {
            take(buffer.withUnsafeBytes { Array($0) })
        }
    }

    /// Hands on a last line that has no line break.
    func finish() {
        let rest = state.withLock { state in
            defer { state.line = [] }
            return state.line
        }
        if !rest.isEmpty { deliver(rest[...]) }
    }

    func take(_ bytes: [UInt8]) {
        let lines = state.withLock { state in
            state.captured.append(bytes[...])
            return onLine == nil ? [] : Self.lines(in: bytes[...], after: &state.line)
        }
        for line in lines { deliver(line) }
    }

    private func deliver(_ bytes: ArraySlice<UInt8>) {
        var bytes = bytes
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        onLine?(ProgramCall.Line(stream: stream, text: String(decoding: bytes, as: UTF8.self)))
    }

    /// The lines that `bytes` complete; what is left over is the beginning of the next.
    private static func lines(in bytes: ArraySlice<UInt8>, after start: inout [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var rest = bytes
        while !rest.isEmpty {
            let room = rest.prefix(max(longestLine - start.count, 1))
            if let end = room.firstIndex(of: UInt8(ascii: "\n")) {
                lines.append((start + rest[..<end])[...])
                start = []
                rest = rest[(end + 1)...]
            } else {
                start += room
                rest = rest.dropFirst(room.count)
                if start.count >= longestLine {
                    lines.append(start[...])
                    start = []
                }
            }
        }
        return lines
    }
}

// SPDX-License-Identifier: Apache-2.0

import Effects
import Testing

@Suite("Captured output")
struct CapturedOutputTests {
    @Test(arguments: 0...40)
    func `keeps both ends however it comes in pieces`(_ count: Int) {
        let all = (0..<count).map { UInt8($0) }
        for limit in [0, 1, 2, 7, 10, 64] {
            for piece in 1...13 {
                var captured = CapturedOutput(limit: limit)
                for start in stride(from: 0, to: count, by: piece) {
                    captured.append(all[start..<min(start + piece, count)])
                }
                let head = all.prefix(limit - limit / 2)
                let tail = all.dropFirst(head.count).suffix(limit / 2)
                #expect(captured.head == Array(head))
                #expect(captured.tail == Array(tail))
                #expect(captured.omitted == count - head.count - tail.count)
            }
        }
    }

    @Test func `says how much is missing`() {
        var captured = CapturedOutput(limit: 4)
        captured.append(Array("abcdefgh".utf8)[...])
        #expect(captured.text == "ab\n… 4 bytes left out …\ngh")
        #expect(CapturedOutput(Array("abc".utf8)).text == "abc")
    }
}

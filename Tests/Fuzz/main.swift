// SPDX-License-Identifier: Apache-2.0
// Feeds a parser with what libFuzzer makes up; `scripts/fuzz` builds and runs it.
import Effects
import Foundation
import Glibc

@_silgen_name("LLVMFuzzerRunDriver")
func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ test: @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
) -> CInt

/// The parser under test, chosen once.
nonisolated(unsafe) private var parse: ([UInt8]) throws -> Void = { _ in }

let environment = ProcessInfo.processInfo.environment
guard let parser = Parser(rawValue: environment["FUZZ_PARSER"] ?? "") else {
    print(Parser.allCases.map(\.rawValue).joined(separator: "\n"))
    exit(64)
}
if let folder = environment["FUZZ_SEEDS"] {
    for (number, seed) in try await parser.seeds().enumerated() {
        try Data(seed).write(to: URL(filePath: "\(folder)/seed-\(number)"))
    }
    exit(0)
}
parse = parser.parse
var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
let status = runDriver(&count, &arguments) { bytes, count in
    // What is refused is as good as what is read; only crashes, hangs and memory count.
    try? parse(Array(UnsafeBufferPointer(start: bytes, count: count)))
    return 0
}
exit(status)

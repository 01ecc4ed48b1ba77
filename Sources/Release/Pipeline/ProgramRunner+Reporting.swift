// SPDX-License-Identifier: Apache-2.0
import Effects
import Synchronization

extension ProgramRunner {
    /// Runs a program and reports its lines as they come.
    ///
    /// Lines that come faster than they are reported are left out, so that no flood of them fills the memory.
    func run(
        _ call: ProgramCall, reportingTo reporter: any Reporter, as step: String, redactedBy secrets: Redactor
    ) async throws(ProgramError) -> ProgramResult {
        let (lines, source) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingOldest(256))
        let dropped = Mutex(0)
        async let reported: Void = {
            for await line in lines { await reporter.report(.output(step: step, line: secrets.redact(line))) }
        }()
        var call = call
        call.onLine = { line in
            if case .dropped = source.yield(line.text) { dropped.withLock { $0 += 1 } }
        }
        defer { source.finish() }
        let result = try await run(call)
        source.finish()
        await reported
        let count = dropped.withLock { $0 }
        if count > 0 { await reporter.report(.output(step: step, line: "… \(count) lines came too fast to show …")) }
        return result
    }
}

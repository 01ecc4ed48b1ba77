// SPDX-License-Identifier: Apache-2.0

import Effects
import Testing

@Suite("Environment")
struct EnvironmentTests {
    @Test(arguments: [
        "GITHUB_TOKEN", "GH_TOKEN", "FLEDGE_OPENPGP_KEY", "FLEDGE_ANYTHING", "AWS_ACCESS_KEY_ID", "AWS_REGION",
        "MY_PASSWORD", "gpg_passphrase", "DEPLOY_KEY", "CLIENT_SECRET", "ACCESS_PAT", "SSH_PRIVATE_KEY_FILE",
    ])
    func `hands no secret to a child`(_ name: String) {
        #expect(Environment.isSecretName(name))
        #expect(Environment([name: "value"]).minimal()[name] == nil)
    }

    @Test func `hands on what compilers need and fixes the language`() {
        let environment = Environment([
            "PATH": "/opt/bin", "HOME": "/home/ada", "LANG": "de_DE", "LC_ALL": "fr_FR", "GOFLAGS": "-mod=mod",
            "EDITOR": "vi", "XDG_CACHE_HOME": "/c", "SWIFT_TOKEN": "x",
        ])
        #expect(
            environment.minimal(adding: ["HOME": "/tmp", "A": "b"]) == [
                "PATH": "/opt/bin", "HOME": "/tmp", "LANG": "C.UTF-8", "GOFLAGS": "-mod=mod", "XDG_CACHE_HOME": "/c",
                "A": "b",
            ])
    }

    @Test func `takes an empty value for none`() {
        let environment = Environment(["A": "", "B": "b"])
        #expect(environment["A"] == nil)
        #expect(environment["B"] == "b")
        #expect(environment["C"] == nil)
    }

    @Test func `knows which values to redact`() {
        let environment = Environment([
            "GITHUB_TOKEN": "ghp_1", "AWS_SECRET_ACCESS_KEY": "aws", "AWS_REGION": "eu", "FLEDGE_CACHE": "/cache",
            "FLEDGE_OPENPGP_KEY": "key", "HOME": "/home",
        ])
        #expect(environment.secretValues == ["aws", "key", "ghp_1"])
    }

    @Test func `reads the process's own`() {
        #expect(Environment.current()["PATH"] != nil)
        #expect(FixedClock(seconds: 7).now() == 7)
        #expect(SystemClock().now() > 1_700_000_000)
    }
}

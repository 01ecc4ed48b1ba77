// SPDX-License-Identifier: Apache-2.0
import Formats
import Testing

@Suite("RPM dependency")
struct RPMDependencyTests {
    @Test(arguments: [
        ("glibc >= 2.34", "glibc >= 2.34"), ("  a   = 1:2-3 ", "a = 1:2-3"),
        ("libc.so.6(GLIBC_2.34)(64bit)", "libc.so.6(GLIBC_2.34)(64bit)"),
        ("/usr/bin/env", "/usr/bin/env"), ("(a or (b if c))", "(a or (b if c))"),
        ("config(hello) = 1-1", "config(hello) = 1-1"),
    ])
    func `is read and written`(_ text: String, _ written: String) throws {
        #expect(try RPMDependency(parsing: text).description == written)
    }

    @Test func `stores its comparison as flags`() throws {
        #expect(
            RPMDependency.Comparison.allCases.map {
                (try? RPMDependency(parsing: "a \($0.rawValue) 1"))?.sense.rawValue
            } == [2, 10, 8, 12, 4])
        var dependency = try RPMDependency("a")
        dependency.context = [.preInstall]
        #expect(dependency.sense.rawValue == 512)
        #expect(try RPMDependency(parsing: "(a or b)").isRich)
    }

    @Test(arguments: ["", "a >=", "a >= 1 2", "a => 1", "(a", "(a))", "()", "a,b", ">= 1", "-a"])
    func `refuses`(_ text: String) {
        #expect(throws: RPMDependencyError.self) { try RPMDependency(parsing: text) }
    }

    @Test(
        arguments: zip(
            DebianArchitecture.allCases,
            ["x86_64", "aarch64", "armv7hl", "i686", "ppc64le", "riscv64", "s390x", "noarch"]))
    func `knows the architecture by both names`(_ debian: DebianArchitecture, _ rpm: String) {
        #expect(debian.rpm.rawValue == rpm)
    }
}

// SPDX-License-Identifier: Apache-2.0
import Release
import Testing

@Suite("A path pattern")
struct GlobTests {
    @Test(arguments: [
        ("man/*.1", "man/hello.1"), ("*", "a"), ("**", "a/b/c"), ("**/*.md", "README.md"), ("**/*.md", "a/b/c.md"),
        ("a/**/z", "a/z"), ("a/**/z", "a/b/c/z"), ("?at", "cat"), ("[a-c]at", "bat"), ("[!a-c]at", "rat"),
        ("*a*b", "xxaxxbxab"), ("a[", "a["), ("**/x/**", "a/x/b"),
    ])
    func `names`(_ pattern: String, _ path: String) {
        #expect(Glob(pattern).matches(path))
    }

    @Test(arguments: [
        ("man/*.1", "man/de/hello.1"), ("*", "a/b"), ("*.md", "md"), ("a/**/z", "a/b"), ("?", ""), ("[a-c]at", "rat"),
        ("[!a-c]at", "bat"), ("a*", "ba"), ("", "a"),
    ])
    func `does not name`(_ pattern: String, _ path: String) {
        #expect(!Glob(pattern).matches(path))
    }

    @Test func `is decided soon, whatever its stars`() {
        let name = String(repeating: "a", count: 5000)
        #expect(!Glob(String(repeating: "*a", count: 40) + "b").matches(name))
    }
}

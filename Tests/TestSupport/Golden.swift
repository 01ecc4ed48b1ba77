// SPDX-License-Identifier: Apache-2.0
import Effects
import SystemPackage

/// Expected outputs, each a file under `Golden/` beside the test that names it.
///
/// `UPDATE_GOLDEN=1` rewrites those that differ, and still fails the tests, so that no run passes with what it wrote
/// itself.
package enum Golden {
    /// What is wrong with a text; nil if it is as expected.
    ///
    ///     #expect(Golden.difference(of: unit.text, from: "hello.service") == nil)
    package static func difference(of text: String, from name: String, test: String = #filePath) -> String? {
        let file = FilePath(test).removingLastComponent().appending("Golden").appending(name)
        let files = Files()
        let expected = try? files.readText(file, limit: 1 << 20)
        if expected == text { return nil }
        if Environment.current()["UPDATE_GOLDEN"] == "1" {
            do {
                try files.createDirectory(file.removingLastComponent())
                try files.replace(file, text: text)
            } catch {
                return "cannot write \(file): \(error)"
            }
            return "\(file) was rewritten"
        }
        guard let expected else { return "there is no \(file)" }
        return difference(
            expected.split(separator: "\n", omittingEmptySubsequences: false),
            text.split(separator: "\n", omittingEmptySubsequences: false), in: name)
    }

    private static func difference(_ expected: [Substring], _ found: [Substring], in name: String) -> String {
        let line = zip(expected, found).prefix { $0 == $1 }.count
        let place = "\(name), line \(line + 1): "
        return place + "expected `\(line < expected.count ? expected[line] : "")`, "
            + "found `\(line < found.count ? found[line] : "")`"
    }
}

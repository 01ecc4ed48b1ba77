// SPDX-License-Identifier: Apache-2.0

import Project
import Testing

@Suite("Release dates")
struct ReleaseVersionTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00Z"), (951_827_696, "2000-02-29T12:34:56Z"),
        (1_709_164_800, "2024-02-29T00:00:00Z"),
        (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
        (1_772_366_400, "2026-03-01T12:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
    ])
    func `are UTC`(_ seconds: Int64, _ text: String) throws {
        let version = ReleaseVersion(
            version: try SemanticVersion(1, 0, 0), tag: nil, commit: "0123456789", date: seconds)
        #expect(version.dateText == text)
        #expect(version.shortCommit == "0123456")
    }
}

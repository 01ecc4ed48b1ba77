// SPDX-License-Identifier: Apache-2.0
import Effects
package import SystemPackage

/// A folder as a plain web server shows it: whole files with their times, 304 to those who have them already.
package struct FolderSite: Sendable {
    package let root: FilePath

    package init(_ root: FilePath) {
        self.root = root
    }

    package func respond(to request: TestRequest) async throws -> TestResponse {
        guard request.method == "GET" || request.method == "HEAD" else { return TestResponse(405) }
        let path = PercentCoding.decode(request.path)
        guard path.hasPrefix("/"), !path.split(separator: "/").contains("..") else { return TestResponse(400) }
        let file = root.appending(String(path.dropFirst()))
        guard let reader = try? FileReader(file) else { return TestResponse(404) }
        let modified = Self.date(reader.status.modified)
        let headers = ["Last-Modified": modified, "Content-Type": "application/octet-stream"]
        // A plain file server compares whole seconds.
        if request.headers["if-modified-since"] == modified { return TestResponse(304, headers: headers) }
        return TestResponse(200, headers: headers, body: try reader.read(at: 0, count: Int(reader.size)))
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    private static func date(_ seconds: Int64) -> String {
        let days = seconds / 86_400
        let second = seconds - days * 86_400
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        var (year, month, day): (Int64, Int, Int64) = (1970, 0, days)
        func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
        while day >= (isLeap(year) ? 366 : 365) {
            day -= isLeap(year) ? 366 : 365
            year += 1
        }
        let lengths: [Int64] = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        while day >= lengths[month] {
            day -= lengths[month]
            month += 1
        }
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(weekdays[Int(days % 7)]), \(two(day + 1)) \(months[month]) \(year) "
            + "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60)) GMT"
    }
}

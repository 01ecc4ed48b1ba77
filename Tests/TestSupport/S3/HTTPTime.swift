// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Times as servers write them, by Foundation and not by the product's own code.
package enum HTTPTime {
    /// `Sun, 06 Nov 1994 08:49:37 GMT`.
    package static func text(_ seconds: Int64) -> String {
        format(seconds, "EEE, dd MMM yyyy HH:mm:ss 'GMT'")
    }

    /// `2013-05-24T00:00:00.000Z`.
    package static func timestamp(_ seconds: Int64) -> String {
        format(seconds, "yyyy-MM-dd'T'HH:mm:ss'.000Z'")
    }

    /// The seconds of `20130524T000000Z`; nil for what is none.
    package static func seconds(basic text: String) -> Int64? {
        formatter("yyyyMMdd'T'HHmmss'Z'").date(from: text).map { Int64($0.timeIntervalSince1970) }
    }

    private static func format(_ seconds: Int64, _ format: String) -> String {
        formatter(format).string(from: Date(timeIntervalSince1970: TimeInterval(seconds)))
    }

    private static func formatter(_ format: String) -> DateFormatter {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = format
        return formatter
    }
}

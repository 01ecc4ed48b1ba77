// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Base64 as RFC 4648 has it.
enum Base64 {
    static func text(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}

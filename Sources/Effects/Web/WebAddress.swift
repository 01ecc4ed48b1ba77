// SPDX-License-Identifier: Apache-2.0
#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The parts of an `http` or `https` URL that decide who is asked, and by which way.
struct WebAddress: Sendable, Hashable {
    let scheme: String
    /// In lower case, an IPv6 address without brackets.
    let host: String
    let port: Int

    /// nil for what is no absolute `http` or `https` URL with a host.
    init?(_ text: String) {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), let host = url.host, !host.isEmpty
        else { return nil }
        guard scheme == "http" || scheme == "https" else { return nil }
        self.scheme = scheme
        self.host = host.lowercased().trimmingBrackets
        port = url.port ?? (scheme == "https" ? 443 : 80)
    }

    /// A URL without user, password, query and fragment.
    static func shown(_ text: String) -> String {
        var shown = text.prefix { $0 != "?" && $0 != "#" }
        if let start = shown.firstRange(of: "://")?.upperBound {
            let authority = shown[start...].prefix { $0 != "/" }
            if let at = authority.lastIndex(of: "@") { shown.removeSubrange(start...at) }
        }
        return String(shown)
    }

    /// Where a redirection leads, or nil when that is no URL.
    static func resolve(_ location: String, from url: String) -> String? {
        guard let base = URL(string: url), let target = URL(string: location, relativeTo: base) else { return nil }
        return target.absoluteString
    }
}

extension String {
    fileprivate var trimmingBrackets: String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self
    }
}

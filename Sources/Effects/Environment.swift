// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The values of the process environment, read once, by name.
package struct Environment: Sendable, Hashable {
    private let values: [String: String]

    package init(_ values: [String: String]) {
        self.values = values
    }

    /// This process's environment; a value that is not UTF-8 is repaired, a name that is not is left out.
    package static func current() -> Environment {
        var values: [String: String] = [:]
        var entry: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?> = environ
        while let line = entry.pointee {
            let text = String(cString: line)
            if let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")), equals != text.startIndex {
                let name = String(text[..<equals])
                if values[name] == nil { values[name] = String(text[text.utf8.index(after: equals)...]) }
            }
            entry += 1
        }
        return Environment(values)
    }

    /// The value of a variable; an empty one counts as absent, as shells treat it in `${NAME:-}`.
    package subscript(name: String) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        return value
    }

    /// The names that are set, sorted by bytes.
    package var names: [String] {
        values.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The smallest environment in which compilers, git and users' scripts work: what finds programs, the home, the
    /// toolchain and the network's proxies; `LANG` is `C.UTF-8`, and nothing that is named like a secret gets in.
    package func minimal(adding more: [String: String] = [:]) -> [String: String] {
        var child = values.filter { Self.isInherited($0.key) && !Self.isSecretName($0.key) }
        child["LANG"] = "C.UTF-8"
        child["PATH"] = child["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        return child.merging(more) { $1 }
    }

    /// The values of variables that hold secrets by their names, for the redactor; not so `AWS_REGION` or
    /// `FLEDGE_CACHE`, whose values are ordinary words.
    package var secretValues: [String] {
        names.filter(Self.holdsSecret).compactMap { self[$0] }
    }

    /// Whether no child inherits a variable: `GITHUB_TOKEN`, `AWS_…`, `FLEDGE_…`, `…_PASSWORD`, `…_KEY`.
    package static func isSecretName(_ name: String) -> Bool {
        let upper = name.uppercased()
        return upper.hasPrefix("FLEDGE_") || upper.hasPrefix("AWS_") || holdsSecret(upper)
    }

    private static func holdsSecret(_ name: String) -> Bool {
        let upper = name.uppercased()
        return ["_KEY", "_PAT", "_KEY_ID", "_P12"].contains(where: upper.hasSuffix)
            || secretWords.contains(where: upper.contains)
    }

    private static let secretWords = ["TOKEN", "SECRET", "PASSWORD", "PASSPHRASE", "CREDENTIAL", "PRIVATE_KEY"]

    private static func isInherited(_ name: String) -> Bool {
        inheritedNames.contains(name) || inheritedPrefixes.contains { name.hasPrefix($0) }
    }

    private static let inheritedNames: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "TZ", "TERM", "CI", "SOURCE_DATE_EPOCH",
        "SDKROOT", "DEVELOPER_DIR", "TOOLCHAINS", "MACOSX_DEPLOYMENT_TARGET", "CC", "CXX", "AR", "LD",
        "PKG_CONFIG_PATH",
        "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBRARY_PATH", "CPATH", "JAVA_HOME", "CARGO_HOME", "RUSTUP_HOME",
        "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "CURL_CA_BUNDLE", "SSH_AUTH_SOCK",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
        "GOPATH", "GOROOT", "GOPROXY", "GOFLAGS", "GOCACHE", "GOMODCACHE", "GONOSUMDB", "GONOSUMCHECK", "GONOPROXY",
        "GOPRIVATE", "GOSUMDB", "GOTOOLCHAIN", "GOENV", "GOTMPDIR", "GOINSECURE", "GOVCS", "GOWORK",
    ]
    private static let inheritedPrefixes = ["XDG_", "SWIFT_", "SWIFTLY_", "SWIFTPM_", "GIT_CONFIG_", "QEMU_"]
}

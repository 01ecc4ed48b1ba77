// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Effects

@Suite("Proxies of the environment")
struct ProxySettingsTests {
    private func proxy(_ url: String, _ variables: [String: String]) throws -> WebProxy? {
        try ProxySettings(Environment(variables)).proxy(for: try #require(WebAddress(url)))
    }

    @Test(arguments: [
        ("http://a.org", ["http_proxy": "http://p:3128"], true),
        ("https://a.org", ["http_proxy": "http://p:3128"], false),
        ("https://a.org", ["HTTPS_PROXY": "p:3128"], true), ("https://a.org", ["ALL_PROXY": "socks5://p"], true),
        ("http://a.org", ["http_proxy": "p", "no_proxy": "a.org"], false),
        ("http://b.a.org", ["http_proxy": "p", "no_proxy": "a.org"], false),
        ("http://ba.org", ["http_proxy": "p", "no_proxy": "a.org"], true),
        ("http://b.a.org", ["http_proxy": "p", "no_proxy": "x,.a.org"], false),
        ("http://a.org:81", ["http_proxy": "p", "no_proxy": "a.org:80"], true),
        ("http://a.org", ["http_proxy": "p", "NO_PROXY": "*"], false),
        ("http://A.ORG", ["http_proxy": "p", "NO_PROXY": "a.org"], false),
        ("http://127.0.0.1:9", ["http_proxy": "p"], false), ("http://[::1]:9", ["http_proxy": "p"], false),
        ("http://localhost", ["http_proxy": "p"], false), ("http://a.org", [:], false),
    ])
    func `are used where they are meant`(_ url: String, _ variables: [String: String], _ isUsed: Bool) throws {
        #expect(try (proxy(url, variables) != nil) == isUsed)
    }

    @Test func `are read with user and password`() throws {
        let proxy = try #require(WebProxy(parsing: "http://ada:p%40ss@[::2]:8080/"))
        #expect(proxy.host == "::2")
        #expect(proxy.port == 8080)
        #expect(proxy.credentials?.value == "ada:p@ss")
        let socks = try #require(WebProxy(parsing: "socks5h://gate"))
        #expect(socks.kind == .socks5)
        #expect(socks.port == 1080)
        for text in ["", "https://p", "http://", "p:0", "p:x", "http://%zz@p"] {
            #expect(WebProxy(parsing: text) == nil, "\(text)")
        }
    }
}

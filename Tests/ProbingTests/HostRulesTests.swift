import Testing

@testable import Probing

@Suite("Which hosts may be asked")
struct HostRulesTests {
    private func allows(_ pattern: String, _ url: String) throws -> Bool {
        HostRules([try #require(HostPattern(pattern))]).objection(to: url) == nil
    }

    @Test("nothing, unless it is said")
    func nothing() {
        #expect(HostRules([]).objection(to: "https://example.org/")?.contains("--check-hosts") == true)
    }

    @Test("a host, all hosts below a domain, or all")
    func patterns() throws {
        #expect(try allows("Shop.example.org", "https://shop.EXAMPLE.org:8443/x?y"))
        #expect(try allows("shop.example.org", "https://shop.example.org./"))
        #expect(try !allows("shop.example.org", "https://shop.example.org.evil.org/"))
        #expect(try allows("*.example.org", "http://a.b.example.org/"))
        #expect(try !allows("*.example.org", "http://example.org/"))
        #expect(try !allows("*.example.org", "http://evilexample.org/"))
        #expect(try allows("*", "http://127.0.0.1:1/"))
        #expect(try allows("[::1]", "http://[::1]:80/"))
    }

    @Test(
        "the host is what is connected to, however the URL is written",
        arguments: [
            "http://shop.example.org@evil.org/", "http://evil.org#shop.example.org", "http://evil.org?shop.example.org",
            "http://evil.org\\@shop.example.org/", "ftp://shop.example.org/", "shop.example.org", "http:///",
        ])
    func tricks(_ url: String) throws { #expect(try !allows("shop.example.org", url)) }

    @Test("what is no pattern", arguments: ["", "*.", "a b", "*.*.org", "https://h", "a/b", "*x", ".org"])
    func invalid(_ text: String) { #expect(HostPattern(text) == nil) }
}

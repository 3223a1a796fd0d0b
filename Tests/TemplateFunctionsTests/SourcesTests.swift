import GoTemplate
import GoValues
import TemplateFunctions
import Testing

@Suite("Functions that draw from the clock and from randomness")
struct SourcesTests {
    private let key = [UInt8](repeating: 7, count: 32)

    private func keyed(
        scope: String = "app/chart", kept: KeptResults = KeptResults(), now: Int64 = 1_600_000_000
    ) -> KeyedSources {
        KeyedSources(key: key, scope: scope, kept: kept) { (now, 5) }
    }

    private func render(_ template: String, _ sources: any FunctionSources) throws -> String {
        try Render(sources: sources)(template)
    }

    @Test(
        "with a key, the same call gives the same in each render",
        arguments: [
            "{{ randAlphaNum 20 }}", "{{ uuidv4 }}", "{{ randAscii 9 }}", "{{ randInt 0 1000000 }}",
            "{{ randBytes 8 }}",
            #"{{ shuffle "abcdefghijklmnop" }}"#, #"{{ encryptAES "k" "text" }}"#,
        ])
    func stable(_ template: String) throws {
        let first = try render(template, keyed())
        #expect(try render(template, keyed()) == first)
        #expect(try render("\n  # a comment\n" + template, keyed()).hasSuffix(first))
        #expect(try render(template, keyed(scope: "other/chart")) != first)
    }

    @Test("equal calls in one render differ, and so do calls with other arguments")
    func distinct() throws {
        let texts = try render("{{ randAlphaNum 20 }} {{ randAlphaNum 20 }} {{ randAlpha 20 }}", keyed()).split(
            separator: " ")
        #expect(Set(texts).count == 3)
        #expect(try render("{{ randAlphaNum 21 }}", keyed()).hasPrefix(texts[0]) == false)
    }

    @Test("what is drawn is of the characters asked for, all of them")
    func characters() throws {
        let digits = try render("{{ randNumeric 2000 }}", keyed())
        #expect(Set(digits) == Set("0123456789"))
        #expect(try Set(render("{{ randAlphaNum 5000 }}", keyed())).count == 62)
        #expect(try Set(render("{{ randAscii 5000 }}", keyed())).count == 95)
    }

    @Test("moments are kept until nobody asks for them any more")
    func moments() throws {
        let template = "{{ now | unixEpoch }}"
        let first = keyed()
        #expect(try render(template, first) == "1600000000")
        let second = keyed(kept: first.used, now: 1_700_000_000)
        #expect(try render(template, second) == "1600000000")
        #expect(second.used == first.used)
        let third = keyed(kept: KeptResults(), now: 1_700_000_000)
        #expect(try render(template, third) == "1700000000")
    }

    @Test("certificates are kept until their inputs change")
    func certificates() throws {
        let template =
            #"{{ $ca := genCA "ca" 10 }}{{ $c := genSignedCert "x" nil (list "a.b") 5 $ca }}{{ $c.Key }}{{ $c.Cert }}"#
        let first = keyed()
        let output = try render(template, first)
        #expect(first.used.texts.count == 2)
        #expect(try render(template, keyed(kept: first.used, now: 1_600_100_000)) == output)
        let changed = template.replacing("a.b", with: "a.c")
        #expect(try render(changed, keyed(kept: first.used, now: 1_600_100_000)) != output)
    }

    @Test("what an authority signed is made anew with it, and nothing else is")
    func chain() throws {
        let template =
            #"{{ $ca := genCA "CN" 10 }}{{ $c := genSignedCert "x" nil nil 5 $ca }}{{ $ca.Cert }}|{{ $c.Cert }}|"#
            + #"{{ genPrivateKey "ecdsa" }}"#
        let first = keyed()
        let before = try render(template.replacing("CN", with: "one"), first).split(separator: "|")
        let second = keyed(kept: first.used)
        let after = try render(template.replacing("CN", with: "two"), second).split(separator: "|")
        #expect(zip(before, after).map { $0 == $1 } == [false, false, true])
        #expect(second.used.texts.count == 3, "what nobody asked for is not kept")
    }

    @Test("a certificate is renewed when a third of its life is left, an authority with all that it has signed")
    func renewal() throws {
        let day: Int64 = 86_400
        let begin: Int64 = 1_600_000_000
        let template =
            #"{{ $ca := genCA "ca" 90 }}{{ $c := genSignedCert "x" nil nil 30 $ca }}{{ $ca.Cert }}|{{ $c.Cert }}"#
        let first = keyed(now: begin)
        let before = try render(template, first).split(separator: "|")
        #expect(first.renewal == begin + 20 * day)
        for (passed, isKept) in [
            (20 * day - 1, [true, true]), (20 * day, [true, false]), (60 * day, [false, false]),
        ] {
            let later = keyed(kept: first.used, now: begin + passed)
            let after = try render(template, later).split(separator: "|")
            #expect(zip(before, after).map { $0 == $1 } == isKept, "after \(passed) seconds")
            #expect(later.renewal ?? 0 > begin + passed)
        }
    }

    @Test("what cannot be renewed is kept: certificates that were never valid, and keys")
    func withoutRenewal() throws {
        let template = #"{{ (genCA "ca" 0).Cert }}{{ genPrivateKey "ed25519" }}"#
        let first = keyed()
        let output = try render(template, first)
        #expect(first.renewal == nil)
        #expect(try render(template, keyed(kept: first.used, now: 4_000_000_000)) == output)
    }

    @Test("nothing prints what is kept")
    func secrecy() throws {
        let sources = keyed()
        _ = try render(#"{{ genPrivateKey "ecdsa" }}"#, sources)
        #expect("\(sources.used)\(String(reflecting: sources.used))".contains("PRIVATE") == false)
    }

    @Test("each of equal calls has its own certificate, and keeps it")
    func equalCertificates() throws {
        let template = #"{{ (genCA "a" 1).Cert }}|{{ (genCA "a" 1).Cert }}"#
        let first = keyed()
        let output = try render(template, first)
        #expect(Set(output.split(separator: "|")).count == 2)
        #expect(try render(template, keyed(kept: first.used)) == output)
    }

    @Test("a render that has to be stable by itself refuses what is not, and says what to do")
    func refusing() {
        for template in ["{{ now }}", "{{ randAlphaNum 5 }}", "{{ uuidv4 }}", #"{{ genCA "a" 1 }}"#] {
            let error = #expect(throws: TemplateError.self) { try render(template, RefusingSources()) }
            #expect(error?.message.contains("give the chart the value instead") ?? false)
        }
        #expect(throws: TemplateError.self) { try Render(sources: nil)("{{ now }}") }
    }

    @Test("without a key every render is another")
    func native() throws {
        let native = NativeSources { (1, 0) }
        #expect(try render("{{ randAlphaNum 20 }}", native) != render("{{ randAlphaNum 20 }}", native))
        #expect(try render("{{ now | unixEpoch }}", native) == "1")
    }
}

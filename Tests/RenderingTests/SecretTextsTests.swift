import Documents
import FoundationEssentials
import Testing

@testable import Rendering

@Suite("messages do not hold what stands in Secrets")
struct SecretTextsTests {
    private func texts(_ entries: String...) -> SecretTexts {
        var texts = SecretTexts()
        let data = entries.enumerated().map {
            ("key\($0.offset)", Value.string(Data($0.element.utf8).base64EncodedString()))
        }
        texts.add(secret: ["kind": "Secret", "data": .object(Object(data))])
        return texts
    }

    @Test(
        "a text is found however it is written",
        arguments: [
            ("xk7-pass", "spec.a: Invalid value: \"xk7-pass\": no", "spec.a: Invalid value: \"(secret)\": no"),
            ("xk7-pass\n", "xk7-pass.", "(secret)."),
            ("a\"b\\c", #"got "a\"b\\c""#, #"got "(secret)""#),
            ("a<b>&c", #"{"v":"a\u003cb\u003e\u0026c"}"#, #"{"v":"(secret)"}"#),
            ("pässword", #"got "p\u00e4ssword""#, #"got "(secret)""#),
            ("one line\nother line\nab", "begins one line, ends other line", "begins (secret), ends (secret)"),
            ("one\nab", #"got "one\nab""#, #"got "(secret)""#),
            (
                "87654321", "got &value.valueUnstructured{Value:87654321}",
                "got &value.valueUnstructured{Value:(secret)}"
            ),
            ("87654321", "got 8.7654321e+07", "got (secret)"),
            ("0x1fffff", "got 2097151", "got (secret)"),
            ("password: xk7-pass\npin: 98765", "xk7-pass and 98765", "(secret) and (secret)"),
            (
                #"{"auths": {"r": {"password": "xk7\"pass"}}}"#, #"got xk7"pass or "xk7\"pass""#,
                #"got (secret) or "(secret)""#
            ),
            ("xk7-pass", "eGs3LXBhc3M=", "(secret)="),
            // As Go and JavaScript write it for addresses.
            ("\u{3ff}\u{3ff}\u{3ff}", "z7_Pv8-_", "(secret)"),
            // Cut off in the midst of it.
            ("xk7-password", "Invalid value: xk7-pass…", "Invalid value: (secret)…"),
            ("xk7-long-password", "Invalid value: xk7-lo…ssword: no", "Invalid value: (secret)…(secret): no"),
            ("xk7-long-password", "Invalid value: …long-pass…", "Invalid value: …(secret)…"),
            // Two that overlap.
            ("abcdef\ndefghi", "abcdefghi", "(secret)"),
            ("80", "port 80, 8080 and v80", "port (secret), 8080 and v80"),
            ("xk7-pass", "nothing of it: xk7-pas", "nothing of it: xk7-pas"),
        ])
    func masked(secret: String, message: String, expected: String) {
        #expect(texts(secret).masked(message) == expected)
    }

    @Test("in base64 also after something else, as in a registry's credentials", arguments: ["", "u", "us", "user:"])
    func base64(before: String) {
        let encoded = Data("\(before)xk7-password!".utf8).base64EncodedString()
        let told = texts("xk7-password").masked("got \(encoded)")
        #expect(told.contains("(secret)"))
        #expect(told.utf8.count < "got ".utf8.count + before.utf8.count * 2 + 12 + "(secret)".utf8.count, "\(told)")
    }

    @Test("bytes that are no text are found in base64")
    func bytes() {
        var texts = SecretTexts()
        let encoded = Data([0xff, 0xfe, 0x00, 0x80, 0x81, 0x82]).base64EncodedString()
        texts.add(secret: ["data": ["key": .string(encoded)]])
        #expect(texts.masked("got \(encoded)") == "got (secret)")
    }

    @Test("one that is too short to be found for sure is told of")
    func short() {
        let texts = texts("7a", "xk7-pass")
        #expect(texts.mayBeTold(by: "got x7ay") && !texts.mayBeTold(by: "got xk7-pass"))
        #expect(!self.texts("").mayBeTold(by: "anything") && self.texts("").isEmpty)
    }

    @Test("where there is too much to be looked for, or to be compared, nothing is told")
    func bounds() {
        var many = SecretTexts()
        for number in 0...5_000 { many.add("line \(number)") }
        #expect(many.isTooMuch && !many.masked("line 4 is wrong").contains("wrong"))
        let alike = (4..<200).map { String(repeating: "a", count: $0) + "b" }.joined(separator: "\n")
        #expect(!texts(alike).masked(String(repeating: "a", count: 30_000) + " hidden").contains("hidden"))
    }
}

import Documents
import Testing

@Suite("Texts as they are shown")
struct VisibleTextTests {
    @Test(
        "what is not shown as it is stands in escapes",
        arguments: [
            ("plain é 🧵", "plain é 🧵"), ("a\nb\tc\r", "a\\nb\\tc\\r"), ("\u{1B}[31m", "\\u{1b}[31m"),
            ("\u{202E}abc\u{2066}", "\\u{202e}abc\\u{2066}"), ("a\u{200B}b\u{FEFF}", "a\\u{200b}b\\u{feff}"),
            ("\u{2028}\u{85}", "\\u{2028}\\u{85}"), ("\u{E0041}", "\\u{e0041}"),
        ])
    func visible(text: String, shown: String) { #expect(text.visible == shown) }

    @Test("a text is cut at a letter, by its bytes")
    func cut() {
        #expect("abc".cut(to: 3) == "abc")
        #expect("abcd".cut(to: 3) == "abc…")
        #expect("aéé".cut(to: 4) == "aé…")
    }
}

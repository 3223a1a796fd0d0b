import GoTemplate
import GoValues
import Testing

@Suite("Bounds of functions")
struct BoundTests {
    @Test(
        "what would fill the memory is refused before it is made",
        arguments: [
            #"{{ repeat 1000000000000 "ab" }}"#, "{{ until 1000000000 }}", "{{ untilStep 0 9223372036854775807 1 }}",
            "{{ seq 100000000 }}", #"{{ indent 1000000000 "a" }}"#, #"{{ indent 2000 (repeat 100000 "\n") }}"#,
            #"{{ replace "a" (repeat 100000 "b") (repeat 100000 "a") }}"#,
            #"{{ regexReplaceAll "a" (repeat 100000 "a") (repeat 100000 "b") }}"#, "{{ randAlphaNum 1000000000 }}",
            #"{{ join (repeat 100000 "x") (until 10000) }}"#,
            #"{{ wrapWith 1 (repeat 10000 "x") (repeat 10000 "y") }}"#,
        ])
    func memory(_ template: String) {
        #expect(throws: TemplateError.self) { try Render(bytes: 1 << 30)(template) }
    }

    @Test(
        "numbers at the ends of their range wrap as in Go, and end no program",
        arguments: [
            (#"{{ abbrevboth -9223372036854775808 10 "1234 5678 9123 4567" }}"#, "...23 4567"),
            (#"{{ abbrevboth -9223372036854775807 10 "1234 5678 9123 4567" }}"#, "...23 4567"),
            (#"{{ date "15:04:05 2006" -9223372036854775808 | len }}"#, "22"),
            (#"{{ dateInZone "15:04" 9223372036854775807 "Europe/Berlin" | len }}"#, "5"),
            (#"{{ dateInZone "15:04" -9223372036854775808 "Asia/Tokyo" | len }}"#, "5"),
        ])
    func extremes(_ template: String, _ expected: String) throws {
        #expect(try Render()(template) == expected)
    }

    @Test("dates far beyond what seconds count wrap")
    func farDates() throws {
        let template = """
            {{ $t := now }}{{ range until 400000 }}{{ $t = $t.AddDate 999999 9999999 999999999 }}{{ end }}\
            {{ printf "%02d" $t.Hour | len }}
            """
        #expect(try Render(steps: 10_000_000)(template) == "2")
    }

    @Test("a render may not make more text than it may write, bit by bit neither")
    func text() {
        let template = #"{{ range until 1000 }}{{ $x := repeat 2000 "a" }}{{ end }}"#
        #expect(throws: TemplateError.self) { try Render()(template) }
    }

    @Test("comparing each with each is charged for")
    func steps() {
        let template =
            "{{ $l := list }}{{ range until 2000 }}{{ $l = append $l (dict \"a\" .) }}{{ end }}{{ uniq $l | len }}"
        let error = #expect(throws: TemplateError.self) { try Render()(template) }
        #expect(error?.code == .limit)
    }

    @Test("a pattern that reads the rest of a long text at each place is charged for")
    func searches() {
        let template = #"{{ regexReplaceAll "(x*y)?" (repeat 50000 "x") "" }}"#
        let error = #expect(throws: TemplateError.self) { try Render(steps: 5_000)(template) }
        #expect(error?.code == .limit)
    }

    @Test("a map that holds itself ends a copy, a merge and a print, not the program")
    func cycles() {
        for use in [
            "deepCopy $d", "merge $d (dict \"a\" $d)", "toString $d", "deepEqual $d (dict \"a\" $d)", "toJson $d",
        ] {
            _ = try? Render()("{{ $d := dict }}{{ $_ := set $d \"a\" $d }}{{ \(use) }}")
        }
    }
}

import GoTemplate
import GoValues
import Testing

@testable import TemplateFunctions

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
        #expect(throws: TemplateError.self) { try Render(bytes: 1 << 30, memory: 1 << 30)(template) }
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

    @Test(
        "searches take time in proportion to what is searched, whatever is sought",
        // By comparing at each place the first two take hours.
        .timeLimit(.minutes(10)),
        arguments: [
            (#"{{ contains (printf "%sb" (repeat 200000 "a")) (repeat 400000 "a") }}"#, "false"),
            (#"{{ contains (printf "b%s" (repeat 200000 "a")) (printf "%sb" (repeat 400000 "a")) }}"#, "false"),
            (#"{{ regexReplaceAll "q" "a" (repeat 300000 "$1") }}"#, "a"),
            (#"{{ regexReplaceAll "(?P<n_1>.)" "ab" "${n_1}${n_1${1}$n_1x$$" }}"#, "a${n_1a$b${n_1b$"),
        ])
    func longSearches(_ template: String, _ expected: String) throws {
        #expect(try Render(bytes: 1 << 24, memory: 64 << 20)(template) == expected)
    }

    @Test("the two-way search finds what comparing at each place finds")
    func twoWaySearch() {
        func texts(upTo length: Int) -> [[UInt8]] {
            (1...length).flatMap { length in
                (0..<(1 << length)).map { bits in (0..<length).map { UInt8(bits >> $0 & 1) } }
            }
        }
        let whole = texts(upTo: 9)
        for needle in texts(upTo: 5) {
            let search = TextSearch(needle)
            for text in whole {
                let expected = text.indices.first { text[$0...].starts(with: needle) }
                if search.firstIndex(in: text, from: 0) != expected { Issue.record("\(needle) in \(text)") }
            }
        }
    }

    @Test("ranges of versions have a length")
    func ranges() {
        #expect(throws: TemplateError.self) {
            try Render(bytes: 1 << 24, memory: 64 << 20)(#"{{ semverCompare (repeat 100000 "1 - 2 ") "1.2.3" }}"#)
        }
    }

    @Test("maps are charged for when they are made, and lists that hold themselves twice end")
    func made() {
        let split = #"{{ range until 5 }}{{ $x := split "," (repeat 50000 ",") }}{{ end }}"#
        let error = #expect(throws: TemplateError.self) { try Render()(split) }
        #expect(error?.code == .limit)
        let doubled = "{{ $d := list 1 }}{{ range until 40 }}{{ $d = list $d $d }}{{ end }}{{ toToml (dict \"a\" $d) }}"
        _ = try? Render()(doubled)
    }

    @Test(
        "what is held at a time has a bound, in whatever it is held",
        arguments: [
            "{{ $l := list 1 }}{{ range until 26 }}{{ $l = concat $l $l }}{{ end }}",
            #"{{ $s := printf "[%s[]]" (repeat 50000 "[],") }}{{ range until 9 }}{{ $_ := set $ (toString .) (fromJsonArray $s) }}{{ end }}"#,
            #"{{ fromJsonArray (printf "[%s[]]" (repeat 100000 "[],")) }}"#,
            #"{{ fromJson (printf "{\"a\":[%s0]}" (repeat 100000 "0,")) }}"#,
            #"{{ mustFromJson (printf "[%s0]" (repeat 100000 "0,")) }}"#,
            #"{{ fromYamlArray (printf "[%s0]" (repeat 100000 "0,")) }}"#,
            #"{{ fromYaml (printf "a: [%s0]" (repeat 100000 "0,")) }}"#,
            #"{{ fromToml (printf "a = [%s0]" (repeat 100000 "0,")) }}"#,
            #"{{ fromToml (repeat 40000 "[[a]]\n") }}"#,
            #"{{ splitList "" (repeat 400000 "a") }}"#, #"{{ split "" (repeat 100000 "a") }}"#,
            #"{{ splitList "," (repeat 100000 "ab,") }}"#,
            #"{{ regexFindAll "." (repeat 200000 "a") -1 }}"#, #"{{ regexSplit "," (repeat 100000 "ab,") -1 }}"#,
            #"{{ regexMatch "a" (repeat 400000 "\xff") }}"#,
            "{{ $x := dict }}{{ range until 60 }}{{ $x = dict \"a\" $x \"b\" $x }}{{ end }}{{ deepCopy $x }}",
            "{{ $d := dict }}{{ range until 100000 }}{{ $_ := set $d (toString .) 1 }}{{ end }}",
            "{{ $d := dict }}{{ range until 100000 }}{{ $_ := merge $d (dict (toString .) 1) }}{{ end }}",
            "{{ $l := list }}{{ range until 100000 }}{{ $l = list $l }}{{ end }}",
            "{{ range until 600000 }}{{ end }}",
            #"{{ $l := until 200000 }}{{ $m := toStrings $l }}"#, #"{{ chunk 1 (until 90000) }}"#,
        ])
    func held(_ template: String) {
        let error = #expect(throws: TemplateError.self) {
            try Render(steps: 500_000_000, bytes: 1 << 30)(template)
        }
        #expect(error?.code == .limit, "\(error?.message ?? "")")
    }

    @Test("work that lets go of what it made has all the memory again")
    func passing() throws {
        let template = """
            {{ range until 200 }}{{ $l := splitList "," (repeat 1000 "ab,") }}{{ $d := dict "l" $l }}\
            {{ $c := deepCopy $d }}{{ $y := toJson $c | fromJson }}{{ end }}done
            """
        #expect(try Render(bytes: 1 << 30, memory: 16 << 20)(template) == "done")
    }

    @Test("a text that is taken apart takes memory in proportion to it, however little there is between its parts")
    func parts() throws {
        #expect(try Render(memory: 12 << 20)(#"{{ splitList "" (repeat 200000 "a") | len }}"#) == "200000")
        #expect(
            try Render()(#"{{ replace "" "-" "aöb" }}{{ replace "a" "" "banana" }}{{ replace "x" "y" "b" }}"#)
                == "-a-ö-b-bnnb")
    }

    @Test("looking at long arguments is work")
    func arguments() {
        let template = #"{{ $x := repeat 600000 "a" }}{{ range until 200 }}{{ hasPrefix "b" $x }}{{ end }}"#
        let error = #expect(throws: TemplateError.self) { try Render()(template) }
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

import Documents
import FoundationEssentials
import GoValues
import Testing

/// What Go's own `fmt.Sprintf` makes of many formats and values: `Fixtures/go-fmt.json` holds the rows of Go's tests for the
/// kinds that templates have, and rows for every verb and flag on every kind.
@Suite("Go's formats")
struct FormatTests {
    @Test("every format prints as Go prints it")
    func agreesWithGo() throws {
        let rows = try Fixture.rows("go-fmt.json")
        #expect(rows.count > 1_000)
        for row in rows {
            let format = GoString(row["format"]?.string ?? "")
            let values = (row["values"]?.array ?? []).map(Fixture.value)
            let expected = Fixture.bytes(row, "output")
            let actual = GoString(bytes: try GoFormat.sprintf(format, values))
            #expect(actual == GoString(bytes: expected), "\(row.json())")
        }
    }

    @Test("print puts a space between two operands of which neither is a string")
    func print() throws {
        func text(_ values: GoValue...) throws -> String { GoString(bytes: try GoFormat.sprint(values)).string }
        #expect(try text("a", "b") == "ab")
        #expect(try text(1, 2) == "1 2")
        #expect(try text("a", 1, 2, "b") == "a1 2b")
        #expect(try text(nil, 1.0) == "<nil> 1")
        #expect(try text() == "")
        #expect(GoString(bytes: try GoFormat.sprintln(["a", 1])) == "a 1\n")
    }

    @Test("numbers are their digits, and bytes a list of numbers")
    func digits() throws {
        func text(_ value: GoValue) throws -> String { GoString(bytes: try GoFormat.sprint([value])).string }
        for number in [0, 1, 9, 10, 99, 100, .max, .min, -1] as [Int64] {
            #expect(try text(.int64(number)) == String(number))
        }
        for number in [0, 10, 1 << 63, .max - 9, .max] as [UInt64] {
            #expect(try text(.uint64(number)) == String(number))
        }
        let bytes = (0...255).map { UInt8($0) }
        #expect(try text(.bytes(bytes)) == "[\(bytes.map(String.init).joined(separator: " "))]")
    }

    @Test("a value that holds itself is refused, not printed for ever")
    func cycles() throws {
        let map = GoMap()
        map["self"] = .map(map)
        defer { map.entries = [:] }
        #expect(throws: GoError.self) { try GoFormat.sprint([.map(map)]) }
        let long = GoValue.string(String(repeating: "x", count: 1 << 20))
        let wide = GoValue.list(Array(repeating: .list(Array(repeating: long, count: 20)), count: 20))
        #expect(throws: GoError.self) { try GoFormat.sprint([wide]) }
    }

    @Test("structs, pointers to them and named types print as in Go")
    func objects() throws {
        func text(_ format: GoString, _ value: GoValue) throws -> GoString {
            GoString(bytes: try GoFormat.sprintf(format, [value]))
        }
        let plain = GoValue.object(Point(kindName: "struct"))
        let pointer = GoValue.object(Point(kindName: "ptr"))
        #expect(try text("%v %v", plain) == "{1 b} %!v(MISSING)")
        #expect(try text("%+v", plain) == "{X:1 Name:b}")
        #expect(try text("%#v", plain) == #"main.Point{X:1, Name:"b"}"#)
        #expect(try text("%v", pointer) == "&{1 b}")
        #expect(try text("%d", plain) == "{1 %!d(string=b)}")
        let month = GoValue.object(Month())
        #expect(try text("%v", month) == "November")
        #expect(try text("%d", month) == "11")
        #expect(try text("%t", month) == "%!t(time.Month=11)")
    }
}

private final class Point: GoObject {
    let kindName: String
    init(kindName: String) { self.kindName = kindName }
    var typeName: String { kindName == "ptr" ? "*main.Point" : "main.Point" }
    var fields: [(name: String, value: GoValue)] { [("X", 1), ("Name", "b")] }
}

private final class Month: GoObject {
    var typeName: String { "time.Month" }
    var kindName: String { "int" }
    var underlying: GoValue? { 11 }
    var text: GoString? { "November" }
}

import Documents
import Previewing
import Testing

@Suite("What stored objects use of what a CustomResourceDefinition takes away")
struct StoredObjectsTests {
    private static let schema: Value = [
        "type": "object",
        "properties": [
            "spec": [
                "type": "object",
                "properties": [
                    "size": ["type": "number", "maximum": 10], "color": ["type": "string", "enum": ["red", "green"]],
                    "list": ["type": "array", "items": ["type": "string", "nullable": true]],
                    "free": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
                    "map": ["type": "object", "additionalProperties": ["type": "string"]],
                ],
            ]
        ],
    ]

    private static func definition(_ schema: Value) -> Value {
        [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": "things.example.org"],
            "spec": [
                "group": "example.org", "scope": "Namespaced", "names": ["kind": "Thing", "plural": "things"],
                "versions": [
                    ["name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": schema]],
                    ["name": "v1beta1", "served": true, "storage": false, "schema": ["openAPIV3Schema": schema]],
                ],
            ],
        ]
    }

    private static func thing(_ name: String, _ spec: Value, writtenIn version: String = "v1") -> Value {
        [
            "apiVersion": "example.org/v1", "kind": "Thing",
            "metadata": [
                "name": .string(name), "namespace": "a",
                "managedFields": [["manager": "kubectl", "apiVersion": .string("example.org/\(version)")]],
            ],
            "spec": spec,
        ]
    }

    /// Of an update after these objects have been looked at.
    private static func preview(
        _ old: Value, _ new: Value, _ things: [Value], isWhole: Bool = true
    ) -> ObjectPreview {
        var object = Samples.object(.update, from: old, to: new)
        var uses: [DefinitionFinding: FindingUse] = [:]
        for look in object.storedLooks {
            var look = look
            for thing in things { look.look(at: thing) }
            if !isWhole { look.end() }
            uses.merge(look.result) { first, _ in first }
        }
        object.stored = .seen(uses)
        return Samples.preview([object]).objects[0]
    }

    private static func preview(_ pointer: String, _ value: Value?, _ things: [Value]) -> ObjectPreview {
        preview(definition(schema), definition(schema.with("/properties/spec\(pointer)", value)), things)
    }

    /// A change of the schema of `spec`, a `spec` that stands in its way, one that does not, and what is said of the first.
    static let uses: [(String, Value?, Value, Value, String)] = [
        ("/properties/color", nil, ["color": "red"], ["size": 1], "uses it"),
        ("/required", ["color"], ["size": 1], ["color": "red"], "lacks it"),
        ("/properties/size/type", "integer", ["size": 1.5], ["size": 1], "does not fit"),
        ("/properties/size/maximum", 9, ["size": 9.5], ["size": 9], "does not fit"),
        ("/properties/size/minimum", 0, ["size": -1], ["size": 0], "does not fit"),
        ("/properties/color/enum", ["red"], ["color": "green"], ["color": "red"], "does not fit"),
        ("/properties/color/pattern", "^re", ["color": "green"], ["color": "red"], "does not fit"),
        ("/properties/color/pattern", "(", ["color": "green"], ["size": 1], "does not fit"),
        ("/properties/color/maxLength", 3, ["color": "green"], ["color": "red"], "does not fit"),
        ("/properties/color/format", "uri", ["color": "green"], ["size": 1], "uses it"),
        ("/properties/list/items/type", "integer", ["list": ["a"]], ["list": []], "does not fit"),
        ("/properties/list/items/nullable", nil, ["list": ["a", .null]], ["list": ["a"]], "does not fit"),
        ("/properties/list/minItems", 1, ["list": []], ["list": ["a"]], "does not fit"),
        ("/properties/list/uniqueItems", true, ["list": ["a", "a"]], ["list": ["a", "b"]], "does not fit"),
        ("/properties/map/maxProperties", 1, ["map": ["a": "1", "b": "2"]], ["map": ["a": "1"]], "does not fit"),
        (
            "/properties/map/additionalProperties/type", "integer", ["map": ["a": "x"]], ["map": [:]], "does not fit"
        ),
        (
            "/properties/free/x-kubernetes-preserve-unknown-fields", nil, ["free": ["a": 1]], ["free": [:]],
            "has others"
        ),
        ("/properties/size/allOf", [["maximum": 3]], ["size": 1], ["color": "red"], "uses it"),
    ]

    @Test("what is used counts, and names who uses it", arguments: uses)
    func used(pointer: String, value: Value?, user: Value, other: Value, verb: String) {
        let preview = Self.preview(pointer, value, [Self.thing("x", other), Self.thing("y", user)])
        #expect(preview.impact == .critical)
        #expect(preview.reasons.first?.words.hasSuffix("; 1 of 2 things \(verb): a/y") == true, "\(preview.reasons)")
    }

    @Test("what nothing uses raises nothing, and is noted", arguments: uses)
    func unused(pointer: String, value: Value?, user: Value, other: Value, verb: String) {
        let preview = Self.preview(pointer, value, [Self.thing("x", other)])
        #expect(preview.impact == .medium && preview.reasons.first?.rule == "definition-unused")
        #expect(preview.reasons.first?.words.hasSuffix("; none of 1 things \(verb)") == true, "\(preview.reasons)")
    }

    @Test("three are named of many, and what they hold is not shown")
    func named() {
        let things = (0..<12).map { Self.thing("t\($0)", $0 < 5 ? ["color": "hush"] : [:]) }
        let preview = Self.preview("/properties/color", nil, things)
        #expect(
            preview.reasons.first?.words
                == "versions[name=v1].spec.color: is removed; 5 of 12 things use it: a/t0, a/t1, a/t2, …")
        #expect(!"\(preview.reasons)".contains("hush"))
    }

    @Test("where there are no objects nothing is used")
    func none() {
        let preview = Self.preview("/properties/color", nil, [])
        #expect(preview.impact == .medium)
        #expect(preview.reasons.first?.words == "versions[name=v1].spec.color: is removed; there are no things")
    }

    @Test("what was not looked at may use it")
    func parts() {
        let (old, new) = (Self.definition(Self.schema), Self.definition(["type": "object", "properties": [:]]))
        let preview = Self.preview(old, new, [Self.thing("x", [:])].map { $0.with("/spec", nil) }, isWhole: false)
        #expect(preview.impact == .critical)
        #expect(preview.reasons.first?.words.hasSuffix("; none of the first 1 things uses it") == true)
        var unseen = Samples.object(.update, from: old, to: new)
        unseen.stored = .unseen("its objects may not be listed")
        let reason = Samples.preview([unseen]).objects[0].reasons.first
        #expect(reason?.impact == .critical)
        #expect(
            reason?.words
                == "versions[name=v1].spec: is removed; nobody knows what uses it: its objects may not be listed")
    }

    @Test("a version is used by whoever writes in it")
    func versions() {
        let old = Self.definition(Self.schema)
        let things = [Self.thing("x", [:]), Self.thing("y", [:], writtenIn: "v1beta1")]
        for new in [old.with("/spec/versions/1", nil), old.with("/spec/versions/1/served", false)] {
            #expect(Self.preview(old, new, things).impact == .critical)
            #expect(
                Self.preview(old, new, things).reasons.first?.words.hasSuffix("1 of 2 things is written in it: a/y")
                    == true)
            #expect(Self.preview(old, new, [things[0]]).impact == .medium)
        }
        // Who does not say in which is not taken to be no user.
        let unknown = things[0].with("/metadata/managedFields", nil)
        #expect(Self.preview(old, old.with("/spec/versions/1", nil), [unknown]).impact == .critical)
    }

    @Test("status has it, with the change")
    func status() {
        var object = Samples.object(
            .update, from: Self.definition(Self.schema),
            to: Self.definition(Self.schema.with("/properties/spec/properties/color", nil)))
        object.stored = .unseen("its objects may not be listed")
        let change = PreviewSummary(Samples.preview([object])).changes.first
        #expect(change?.reasons.count == 2)
        #expect(change?.reasons.first?.hasPrefix("versions[name=v1].spec.color: is removed; ") == true)
    }

    @Test("an object without end is not looked through, and counts")
    func bounds() {
        let deep = Value.array((0..<60_000).map { .string("\($0)") })
        let preview = Self.preview("/properties/list/items/type", "integer", [Self.thing("x", ["list": deep])])
        #expect(preview.impact == .critical)
        let fitting = Value.array((0..<60_000).map { .integer($0) })
        #expect(
            Self.preview("/properties/list/items/type", "integer", [Self.thing("x", ["list": fitting])]).impact
                == .critical)
    }
}

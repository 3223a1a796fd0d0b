import Documents
import Previewing
import Testing

@Suite("Changes of CustomResourceDefinitions")
struct DefinitionTests {
    private static func definition(_ schema: Value) -> Value {
        [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": "things.example.org"],
            "spec": [
                "scope": "Namespaced",
                "versions": [
                    ["name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": schema]],
                    ["name": "v1beta1", "served": true, "storage": false, "schema": ["openAPIV3Schema": schema]],
                ],
            ],
        ]
    }

    private static let schema: Value = [
        "type": "object",
        "properties": [
            "size": ["type": "integer", "maximum": 10], "kind": ["type": "string", "enum": ["a", "b"]],
            "list": ["type": "array", "items": ["type": "string"]],
            "free": ["type": "object", "x-kubernetes-preserve-unknown-fields": true],
            "map": ["type": "object", "additionalProperties": ["type": "string"]],
        ],
    ]

    static let narrowings: [(String, Value?, String)] = [
        ("/properties/size", nil, "versions[name=v1].size: is removed"),
        ("/required", ["size"], "versions[name=v1].size: is required now"),
        ("/properties/size/type", "string", "versions[name=v1].size: has another type: integer → string"),
        ("/properties/size/maximum", 9, "versions[name=v1].size: has another maximum: 10 → 9"),
        ("/properties/size/minimum", 0, "versions[name=v1].size: has a minimum now: 0"),
        ("/properties/kind/enum", ["a"], "versions[name=v1].kind: may not have [b] any more"),
        ("/properties/kind/pattern", "^a", "versions[name=v1].kind: has a pattern: ^a"),
        ("/properties/kind/format", "uri", "versions[name=v1].kind: has a format: uri"),
        ("/properties/kind/maxLength", 1, "versions[name=v1].kind: has a maxLength now: 1"),
        ("/properties/list/items/type", "integer", "versions[name=v1].list[]: has another type: string → integer"),
        (
            "/properties/free/x-kubernetes-preserve-unknown-fields", nil,
            "versions[name=v1].free: takes no fields besides those that it names any more"
        ),
        (
            "/properties/map/additionalProperties/type", "integer",
            "versions[name=v1].map.*: has another type: string → integer"
        ),
        (
            "/x-kubernetes-validations", [["rule": "self.size > 1"]],
            "versions[name=v1]: has to fulfil another rule: self.size > 1"
        ),
    ]

    private func findings(_ old: Value, _ new: Value) -> [String] {
        DefinitionFinding.between(old, new).map { "\($0.path): \($0.words)" }
    }

    @Test("what allows less than before is found", arguments: narrowings)
    func narrowed(pointer: String, value: Value?, finding: String) {
        let (old, new) = (Self.definition(Self.schema), Self.definition(Self.schema.with(pointer, value)))
        #expect(findings(old, new).first == finding)
        let preview = Samples.preview([Samples.object(.update, from: old, to: new)]).objects[0]
        #expect(preview.impact == .critical && preview.reasons.first?.words == finding)
    }

    static let widenings: [(String, Value?)] = [
        ("/properties/new", ["type": "string"]), ("/properties/size/maximum", 11), ("/properties/size/maximum", nil),
        ("/properties/size/type", "number"), ("/properties/kind/enum", ["a", "b", "c"]), ("/properties/kind/enum", nil),
        ("/properties/kind/minLength", 0), ("/properties/kind/description", "what it is"),
        ("/properties/size/x-kubernetes-int-or-string", true),
        ("/x-kubernetes-preserve-unknown-fields", true), ("/properties/map/additionalProperties", true),
    ]

    @Test("what allows more, or says it otherwise, is no finding", arguments: widenings)
    func widened(pointer: String, value: Value?) {
        #expect(findings(Self.definition(Self.schema), Self.definition(Self.schema.with(pointer, value))).isEmpty)
    }

    @Test("a field with a default may be required")
    func defaults() {
        let new = Self.schema.with("/properties/size/default", 1).with("/required", ["size"])
        #expect(findings(Self.definition(Self.schema), Self.definition(new)).isEmpty)
    }

    @Test("versions are found that go, or are served no more")
    func versions() {
        let old = Self.definition(Self.schema)
        #expect(findings(old, old.with("/spec/versions/1", nil)) == ["versions[name=v1beta1]: is removed"])
        #expect(
            findings(old, old.with("/spec/versions/1/served", false)) == ["versions[name=v1beta1]: is served no more"])
        #expect(findings(old, old.with("/spec/scope", "Cluster")).count == 1)
    }

    @Test("another version to store objects in is high, and no narrowing")
    func storage() {
        let old = Self.definition(Self.schema)
        let new = old.with("/spec/versions/0/storage", false).with("/spec/versions/1/storage", true)
        let preview = Samples.preview([Samples.object(.update, from: old, to: new)]).objects[0]
        #expect(preview.impact == .high && preview.reasons.map(\.rule) == ["definition-moved"])
    }

    @Test("a schema that nests without end, or is large, is looked at within bounds")
    func bounds() {
        let deep = (0..<500).reduce(["type": "string"] as Value) { schema, _ in ["properties": ["a": schema]] }
        #expect(DefinitionFinding.between(Self.definition(deep), Self.definition(["properties": [:]])).count <= 100)
        let wide = Value.object(["properties": .object(Object((0..<5_000).map { ("p\($0)", ["type": "string"]) }))])
        #expect(DefinitionFinding.between(Self.definition(wide), Self.definition(["properties": [:]])).count == 100)
    }
}

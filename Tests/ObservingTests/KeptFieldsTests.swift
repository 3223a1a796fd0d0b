import Documents
import JQPaths
import Testing

@testable import Observing

/// What is applied of an object of which some fields are left to others.
@Suite("fields that are left to others, in what is applied")
struct KeptFieldsTests {
    private static func kept(
        _ expressions: String..., live spec: Value, ours: Value, others: Value = [:], in manifest: Value
    ) throws -> Value? {
        let rule = IgnoreRule(
            group: "*", kind: "*", name: nil, namespace: nil, pointers: [],
            expressions: try expressions.map { try JQPath($0) }, managers: [])
        let live: Value = [
            "kind": "Thing",
            "metadata": [
                "managedFields": [
                    ["manager": "martlet", "operation": "Apply", "fieldsV1": ["f:spec": ours]],
                    ["manager": "other", "operation": "Update", "fieldsV1": ["f:spec": others]],
                ]
            ],
            "spec": spec,
        ]
        let ignored = IgnoredFields([rule], for: ObjectID(group: "", kind: "Thing", namespace: "", name: "a"))
        return try ignored.keeping(live, in: ["kind": "Thing", "spec": manifest], manager: "martlet")["spec"]
    }

    private static let web: Value = [".": [:], "f:name": [:], "f:image": [:]]

    @Test("an element is found by its keys, wherever it is")
    func byKey() throws {
        let kept = try KeptFieldsTests.kept(
            ".spec.list[] | select(.name == \"proxy\")",
            live: ["list": [["name": "first"], ["name": "proxy", "image": "p:9"], ["name": "web", "image": "w:1"]]],
            ours: [
                "f:list": ["k:{\"name\":\"web\"}": KeptFieldsTests.web, "k:{\"name\":\"proxy\"}": KeptFieldsTests.web]
            ],
            others: ["f:list": ["k:{\"name\":\"first\"}": KeptFieldsTests.web]],
            in: ["list": [["name": "web", "image": "w:2"], ["name": "proxy", "image": "p:1"]]])
        #expect(kept == ["list": [["name": "web", "image": "w:2"], ["name": "proxy", "image": "p:9"]]])
    }

    @Test("an element that another put in is not applied, and what it wrote into ours neither")
    func injected() throws {
        let proxy = "k:{\"name\":\"proxy\"}"
        let path = ".spec.list[] | select(.name == \"proxy\")"
        let live: Value = ["list": [["name": "web"], ["name": "proxy", "image": "p:9", "cpu": 1, "default": true]]]
        let none = try KeptFieldsTests.kept(
            path, live: live, ours: ["f:list": ["k:{\"name\":\"web\"}": KeptFieldsTests.web]],
            others: ["f:list": [proxy: KeptFieldsTests.web]], in: ["list": [["name": "web"]]])
        #expect(none == ["list": [["name": "web"]]])
        let shared = try KeptFieldsTests.kept(
            path, live: live, ours: ["f:list": [proxy: KeptFieldsTests.web]],
            others: ["f:list": [proxy: [".": [:], "f:cpu": [:]]]],
            in: ["list": [["name": "web"], ["name": "proxy", "image": "p:1"]]])
        #expect(shared == ["list": [["name": "web"], ["name": "proxy", "image": "p:9"]]])
    }

    @Test("what we hold and the source drops stays applied, so that it is not taken away")
    func dropped() throws {
        let kept = try KeptFieldsTests.kept(
            ".spec.list[] | select(.name == \"proxy\")", ".spec.replicas",
            live: ["replicas": 5, "list": [["name": "web"], ["name": "proxy", "image": "p:9", "default": true]]],
            ours: [
                "f:replicas": [:],
                "f:list": ["k:{\"name\":\"web\"}": KeptFieldsTests.web, "k:{\"name\":\"proxy\"}": KeptFieldsTests.web],
            ],
            in: ["list": [["name": "web"]]])
        #expect(kept == ["replicas": 5, "list": [["name": "web"], ["name": "proxy", "image": "p:9"]]])
        let scaled = try KeptFieldsTests.kept(
            ".spec.replicas", live: ["replicas": 5], ours: ["f:x": [:]], others: ["f:replicas": [:]], in: ["x": 1])
        #expect(scaled == ["x": 1])
    }

    @Test("what is not there is left out; what is new with all around it is sent")
    func absent() throws {
        let kept = try KeptFieldsTests.kept(
            ".spec.list[].image", ".spec.replicas", live: ["x": 1, "list": [["name": "web"]]],
            ours: ["f:x": [:], "f:list": ["k:{\"name\":\"web\"}": [".": [:], "f:name": [:]]]],
            in: ["replicas": 1, "list": [["name": "web", "image": "w:1"], ["name": "new", "image": "n:1"]]])
        #expect(kept == ["list": [["name": "web"], ["name": "new", "image": "n:1"]]])
    }

    @Test("a list that has one holder is sent with all that others have put into it, at its place")
    func wholeList() throws {
        let path = ".spec.list[] | select(.key == \"injected\")"
        let live: Value = ["list": [["key": "injected"], ["key": "a", "default": true]]]
        let kept = try KeptFieldsTests.kept(
            path, live: live, ours: ["f:x": [:]], others: ["f:list": [:]], in: ["list": [["key": "a"]]])
        #expect(kept == ["list": [["key": "injected"], ["key": "a"]]])
        let more = try KeptFieldsTests.kept(
            path, live: live, ours: ["f:list": [:]], in: ["list": [["key": "b"], ["key": "injected"], ["key": "a"]]])
        #expect(more == ["list": [["key": "injected"], ["key": "b"], ["key": "a"]]])
    }

    @Test("elements of a list that has one holder are the same by name, by place, or by what they hold")
    func pairs() throws {
        func weighed(_ live: Value, _ manifest: Value) throws -> Value? {
            try KeptFieldsTests.kept(".spec.list[].weight", live: live, ours: ["f:list": [:]], in: manifest)
        }
        #expect(
            try weighed(
                ["list": [["name": "a", "weight": 9], ["name": "b", "weight": 8]]],
                ["list": [["name": "b", "weight": 1]]])
                == ["list": [["name": "b", "weight": 8]]])
        #expect(
            try weighed(["list": [["path": "/a", "weight": 9, "default": 1]]], ["list": [["path": "/b"]]])
                == ["list": [["path": "/b", "weight": 9]]])
        #expect(
            try weighed(
                ["list": [["path": "/a", "weight": 9, "default": 1]]], ["list": [["path": "/new"], ["path": "/a"]]])
                == ["list": [["path": "/new"], ["path": "/a", "weight": 9]]])
    }

    @Test("of a mapping only what the source has or we hold is applied; one that has one holder is applied as it is")
    func mappings() throws {
        let live: Value = ["map": ["a": 9, "theirs": 1, "ours": 2]]
        let divided = try KeptFieldsTests.kept(
            ".spec.map", live: live, ours: ["f:map": ["f:ours": [:]]],
            others: ["f:map": ["f:a": [:], "f:theirs": [:]]],
            in: ["map": ["a": 1, "gone": 1]])
        #expect(divided == ["map": ["a": 9, "ours": 2]])
        let whole = try KeptFieldsTests.kept(".spec.map", live: live, ours: ["f:map": [:]], in: ["map": ["a": 1]])
        #expect(whole == live)
    }
}

import Documents
import Previewing
import Testing

@Suite("What an apply would do, where the server was not asked")
struct ForeseenApplyTests {
    private static func entry(_ manager: String, _ fields: Value, operation: String = "Apply") -> Value {
        ["manager": .string(manager), "operation": .string(operation), "fieldsV1": fields]
    }

    private static func live(_ spec: Value, own: Value, others: Value = [:]) -> Value {
        Samples.object("example.org/v1", "Thing", spec: spec).with(
            "/metadata/managedFields",
            [entry("martlet", ["f:spec": own]), entry("other", ["f:spec": others], operation: "Update")])
    }

    private func lines(
        _ live: Value, _ spec: Value, action: PreviewAction = .update, standing: Standing = .own
    ) -> [String] {
        let manifest = Samples.object("example.org/v1", "Thing", spec: spec)
        let object = Samples.object(action, from: live, by: .manifest(manifest), standing: standing)
        return Samples.preview([object]).objects[0].fields.changes.map(\.line)
    }

    @Test("what the manifest does not name stays, unless we hold it alone")
    func fields() {
        let live = Self.live(
            ["a": 1, "ours": 2, "shared": 3, "theirs": 4, "default": 5],
            own: ["f:a": [:], "f:ours": [:], "f:shared": [:]], others: ["f:theirs": [:], "f:shared": [:]])
        #expect(lines(live, ["a": 9]) == ["~ spec.a: 1 → 9", "- spec.ours: 2"])
        #expect(lines(live, ["a": 1, "ours": 2, "shared": 3]).isEmpty)
    }

    @Test("of a mapping that we give up, what others have in it stays")
    func mappings() {
        let live = Self.live(
            ["map": ["ours": 1, "theirs": 2], "whole": ["a": 1]],
            own: ["f:map": [".": [:], "f:ours": [:]], "f:whole": [".": [:], "f:a": [:]]],
            others: ["f:map": ["f:theirs": [:]]])
        #expect(lines(live, [:]) == ["- spec.map.ours: 1", "- spec.whole: {a: 1}"])
    }

    @Test("a mapping that is one field becomes that of the manifest")
    func wholeMappings() {
        let live = Self.live(["selector": ["a": "x", "b": "y"]], own: ["f:selector": [:]])
        #expect(lines(live, ["selector": ["a": "x"]]) == ["- spec.selector.b: y"])
    }

    @Test("a list is merged by what managedFields name its elements by, and keeps its order")
    func lists() {
        let live = Self.live(
            [
                "ports": [
                    ["port": 1, "protocol": "TCP", "x": 1], ["port": 2, "protocol": "TCP"],
                    ["port": 3, "protocol": "UDP"],
                ]
            ],
            own: [
                "f:ports": [
                    "k:{\"port\":1,\"protocol\":\"TCP\"}": [".": [:], "f:port": [:], "f:x": [:]],
                    "k:{\"port\":3,\"protocol\":\"UDP\"}": [".": [:], "f:port": [:], "f:protocol": [:]],
                ]
            ],
            others: ["f:ports": ["k:{\"port\":2,\"protocol\":\"TCP\"}": [".": [:], "f:port": [:]]]])
        #expect(
            lines(live, ["ports": [["port": 1, "x": 2]]]) == [
                "- spec.ports[port=3,protocol=UDP]: {port: 3, protocol: UDP}", "~ spec.ports[port=1].x: 1 → 2",
            ])
        let more: Value = [["port": 3, "protocol": "UDP"], ["port": 1, "x": 1], ["port": 4]]
        #expect(lines(live, ["ports": more]) == ["+ spec.ports[port=4]: {port: 4}"])
    }

    @Test("a set loses what we had in it, a list that is held as a whole becomes that of the manifest")
    func otherLists() {
        let live = Self.live(
            ["set": ["a", "b", "c"], "list": [1, 2]], own: ["f:set": ["v:\"a\"": [:], "v:\"b\"": [:]], "f:list": [:]],
            others: ["f:set": ["v:\"b\"": [:], "v:\"c\"": [:]]])
        #expect(
            lines(live, ["set": ["d"], "list": [1, 3]]) == [
                "~ spec.list[1]: 2 → 3", "- spec.set[0]: a", "+ spec.set[2]: d",
            ])
    }

    @Test("where nobody says who holds what, nothing goes")
    func noRecords() {
        let live = Samples.object("example.org/v1", "Thing", spec: ["a": 1, "b": ["c": 1]])
        #expect(lines(live, ["a": 2, "b": [:]]) == ["~ spec.a: 1 → 2"])
    }

    @Test("what tools held goes with an adoption, and what they hold with us goes with us")
    func tools() {
        let live = Samples.object("example.org/v1", "Thing", spec: ["a": 1, "b": 2, "replicas": 3, "c": 4]).with(
            "/metadata/managedFields",
            [
                Self.entry("kubectl", ["f:spec": ["f:a": [:], "f:b": [:], "f:replicas": [:]]]),
                Self.entry("martlet", ["f:spec": ["f:b": [:]]]),
                Self.entry("other", ["f:spec": ["f:c": [:]]], operation: "Update"),
            ])
        #expect(lines(live, [:], standing: .unowned) == ["- spec.a: 1", "- spec.b: 2"])
        #expect(lines(live, [:]) == ["- spec.b: 2"])
    }

    @Test("what is made anew has what the server puts in, and nothing of others")
    func replacement() {
        let live = Self.live(["a": 1, "theirs": 2, "default": 3], own: ["f:a": [:]], others: ["f:theirs": [:]])
        #expect(lines(live, ["a": 2], action: .replace) == ["~ spec.a: 1 → 2", "- spec.theirs: 2"])
    }

    @Test("nothing would change where a manifest says what is there", arguments: 0..<30)
    func identity(seed: UInt64) {
        var documents = RandomDocuments(seed: seed)
        for _ in 0..<5 {
            guard let document = documents.object().live else { continue }
            let preview = Samples.preview([Samples.object(.update, from: document, by: .manifest(document))])
            #expect(preview.objects[0].fields.isEmpty)
        }
    }
}

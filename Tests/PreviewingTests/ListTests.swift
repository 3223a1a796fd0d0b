import Documents
import Previewing
import Testing

@Suite("Differences of lists")
struct ListTests {
    private func lines(_ field: String, _ old: Value, _ new: Value, kind: String = "Service") -> [String] {
        Samples.lines(
            Samples.object("v1", kind, spec: [:]).with("/spec/\(field)", old),
            Samples.object("v1", kind, spec: [:]).with("/spec/\(field)", new))
    }

    @Test("a port whose number changes is the same one, by its place")
    func ports() {
        #expect(lines("ports", [["port": 80]], [["port": 8080]]) == ["~ spec.ports[0].port: 80 → 8080"])
    }

    @Test("a port whose number changes is the same one, by its name first")
    func namedPorts() {
        let old: Value = [["name": "a", "port": 80], ["name": "b", "port": 81]]
        let new: Value = [["name": "b", "port": 91], ["name": "a", "port": 90]]
        #expect(lines("ports", old, new) == ["~ spec.ports[0].port: 81 → 91", "~ spec.ports[1].port: 80 → 90"])
    }

    @Test("the protocol of a port tells it from another, and is TCP where it is left out")
    func protocols() {
        let old: Value = [["port": 53, "targetPort": 1], ["port": 53, "protocol": "UDP", "targetPort": 2]]
        let new: Value = [
            ["port": 53, "protocol": "UDP", "targetPort": 3], ["port": 53, "protocol": "TCP", "targetPort": 1],
        ]
        #expect(
            lines("ports", old, new) == [
                "~ spec.ports[port=53,protocol=UDP].targetPort: 2 → 3", "+ spec.ports[port=53].protocol: TCP",
            ])
    }

    @Test("elements with names are told apart by them, whatever their order")
    func named() {
        let old: Value = [["name": "a", "x": 1], ["name": "b", "x": 2]]
        let new: Value = [["name": "b", "x": 3], ["name": "c", "x": 4]]
        #expect(
            lines("containers", old, new) == [
                "- spec.containers[name=a]: {name: a, x: 1}", "~ spec.containers[name=b].x: 2 → 3",
                "+ spec.containers[name=c]: {name: c, x: 4}",
            ])
    }

    @Test("mounts are told apart by their path, claims by the name in their metadata")
    func otherKeys() {
        #expect(
            lines("volumeMounts", [["mountPath": "/a", "name": "x"]], [["mountPath": "/a", "name": "y"]])
                == ["~ spec.volumeMounts[mountPath=/a].name: x → y"])
        let claim: Value = ["metadata": ["name": "data"], "spec": ["size": 1]]
        #expect(
            lines("volumeClaimTemplates", [claim], [claim.with("/spec/size", 2)])
                == ["~ spec.volumeClaimTemplates[metadata.name=data].spec.size: 1 → 2"])
    }

    @Test("the order counts where it means something")
    func order() {
        let (a, b): (Value, Value) = (["name": "a"], ["name": "b"])
        #expect(
            lines("initContainers", [a, b], [b, a]) == [
                "~ spec.initContainers: order [name=a, name=b] → [name=b, name=a]"
            ])
        #expect(lines("containers", [a, b], [b, a]).isEmpty)
    }

    @Test("where two elements have one key, places count")
    func doubles() {
        let (a, b): (Value, Value) = (["name": "a", "x": 1], ["name": "a", "x": 2])
        #expect(lines("containers", [a, b], [a, b.with("/x", 3)]) == ["~ spec.containers[1].x: 2 → 3"])
    }

    @Test("what is put in between moves nothing")
    func alignment() {
        #expect(lines("args", ["a", "b", "c"], ["a", "x", "b", "c"]) == ["+ spec.args[1]: x"])
        #expect(lines("args", ["a", "b", "c"], ["b", "c"]) == ["- spec.args[0]: a"])
        #expect(lines("args", ["a", "b", "c"], ["a", "z", "c"]) == ["~ spec.args[1]: b → z"])
    }

    @Test("ten thousand elements take no time that grows with their square")
    func large() {
        func elements(_ offset: Int) -> Value { .array((0..<10_000).map { .string("element \($0 * 7 + offset)") }) }
        let fields = Samples.preview([
            Samples.object(
                .update, from: Samples.object("v1", "Thing", spec: ["list": elements(0)]),
                to: Samples.object("v1", "Thing", spec: ["list": elements(1)]))
        ]).objects[0].fields
        #expect(fields.changes.count + fields.leftOut == 10_000)
        func named(_ value: Int) -> Value {
            .array((0..<10_000).map { ["name": .string("n\($0)"), "x": .integer(value)] })
        }
        let keyed = Samples.preview([
            Samples.object(
                .update, from: Samples.object("v1", "Thing", spec: ["list": named(0)]),
                to: Samples.object("v1", "Thing", spec: ["list": named(1)]))
        ]).objects[0].fields
        #expect(keyed.changes.count + keyed.leftOut == 10_000)
    }
}

import Documents
import Origins
import Testing

@Suite("Named ways to fields") struct NamedFieldsTests {
    private let before: Value = ["containers": [["name": "app", "args": ["a", "b"]], ["name": "proxy"]]]
    private let after: Value = ["containers": [["name": "init"], ["name": "app", "args": ["a", "b"]]]]

    @Test("lead to the same field after elements have come before it")
    func stable() {
        let path = NamedFields.path(["containers", "0", "args", "1"], in: before)
        #expect(path == ["containers", "name=app", "args", "1"])
        #expect(NamedFields.tokens(path, in: after) == ["containers", "1", "args", "1"])
        #expect(NamedFields.tokens(["containers", "name=proxy"], in: after) == nil)
    }

    @Test("are told of all fields; elements that share a name have only their place")
    func leaves() {
        #expect(
            NamedFields.leaves(of: before) == [
                ["containers", "name=app", "name"]: "app", ["containers", "name=app", "args", "0"]: "a",
                ["containers", "name=app", "args", "1"]: "b", ["containers", "name=proxy", "name"]: "proxy",
            ])
        let twins: Value = ["list": [["name": "a"], ["name": "a"]], "none": []]
        #expect(Set(NamedFields.leaves(of: twins).keys) == [["list", "0", "name"], ["list", "1", "name"], ["none"]])
        #expect(twins.leaves.map(\.tokens) == [["list", "0", "name"], ["list", "1", "name"], ["none"]])
    }

    @Test("steps say where they are, and the source that they are in")
    func places() {
        let step = OriginStep(.file, "written there", file: "a.yaml", line: 3, column: 5)
        #expect(step.place == "a.yaml:3:5" && OriginStep(.variable, "A").place == nil)
        let origin = ObjectOrigin(
            id: ObjectID(group: "", kind: "ConfigMap", namespace: "", name: "a"), object: [step],
            fields: [["data", "a"]: [step]], isPartial: false)
        let placed = origin.placed(in: "base")
        #expect(placed.object[0].file == "$base/a.yaml" && placed.fields[["data", "a"]]?[0].file == "$base/a.yaml")
        #expect(placed.placed(in: "other") == placed)
    }
}

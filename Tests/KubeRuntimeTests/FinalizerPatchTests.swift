import Documents
import Testing

@testable import KubeRuntime

@Suite struct FinalizerPatchTests {
    private func object(_ finalizers: [Value]?) -> Value {
        var object: Value = ["metadata": ["name": "a", "uid": "u1"]]
        if let finalizers { object["metadata"]?["finalizers"] = .array(finalizers) }
        return object
    }

    private let sameObject: Value = ["op": "test", "path": "/metadata/uid", "value": "u1"]

    @Test("the first finalizer makes the list")
    func first() {
        #expect(
            FinalizerPatch.adding("x/f", to: object(nil)) == [
                sameObject, ["op": "test", "path": "/metadata/finalizers", "value": .null],
                ["op": "add", "path": "/metadata/finalizers", "value": ["x/f"]],
            ])
    }

    @Test("another one is appended to the list that was seen")
    func appended() {
        #expect(
            FinalizerPatch.adding("x/f", to: object(["a", "b"])) == [
                sameObject, ["op": "test", "path": "/metadata/finalizers", "value": ["a", "b"]],
                ["op": "add", "path": "/metadata/finalizers/-", "value": "x/f"],
            ])
        #expect(FinalizerPatch.adding("a", to: object(["a", "b"])) == nil)
    }

    @Test("removing tests what it removes")
    func removing() {
        #expect(
            FinalizerPatch.removing("b", from: object(["a", "b"])) == [
                sameObject, ["op": "test", "path": "/metadata/finalizers/1", "value": "b"],
                ["op": "remove", "path": "/metadata/finalizers/1"],
            ])
        #expect(FinalizerPatch.removing("c", from: object(["a", "b"])) == nil)
        #expect(FinalizerPatch.removing("c", from: object(nil)) == nil)
    }
}

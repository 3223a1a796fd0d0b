import Documents
import KubeRuntime
import MemoryCluster
import TestKit
import Testing

@Suite struct MergeDifferenceTests {
    @Test("equal values need no patch")
    func equal() {
        #expect(mergeDifference(from: ["a": [1, 2]], to: ["a": [1, 2]]) == nil)
        #expect(mergeDifference(from: ["a": 1, "b": .null], to: ["a": 1]) == nil)
    }

    @Test("only what differs is sent, removed keys as null")
    func difference() {
        let old: Value = ["same": 1, "gone": 2, "deep": ["same": 1, "changed": 2], "list": [1, 2]]
        let new: Value = ["same": 1, "deep": ["same": 1, "changed": 3], "list": [1], "new": ["x": 1]]
        #expect(
            mergeDifference(from: old, to: new)
                == ["gone": .null, "deep": ["changed": 3], "list": [1], "new": ["x": 1]])
    }

    @Test("without an old value the whole new one is sent")
    func fromNothing() {
        #expect(mergeDifference(from: nil, to: ["a": ["b": 1]]) == ["a": ["b": 1]])
        #expect(mergeDifference(from: nil, to: [:]) == [:])
    }

    @Test("a server that applies the difference has the new value", arguments: 1...20 as ClosedRange<UInt64>)
    func property(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let old = value(depth: 4, &random)
            let new = Bool.random(using: &random) ? value(depth: 4, &random) : changed(old, &random)
            let patch = mergeDifference(from: old, to: new)
            #expect(patch.map { MergePatch.apply($0, to: old) } ?? old == new)
            #expect((patch == nil) == (old == new))
        }
    }

    /// Without null members: merge patches cannot make them.
    private func value(depth: Int, _ random: inout SeededRandom) -> Value {
        switch Int.random(in: 0..<(depth > 0 ? 5 : 3), using: &random) {
        case 0: return .integer(Int.random(in: 0..<3, using: &random))
        case 1: return .string(["a", "b"].randomElement(using: &random) ?? "")
        case 2: return .bool(Bool.random(using: &random))
        case 3: return .array((0..<Int.random(in: 0..<3, using: &random)).map { _ in value(depth: 0, &random) })
        default: return object(depth: depth, &random)
        }
    }

    private func object(depth: Int, _ random: inout SeededRandom) -> Value {
        var object = Object()
        for key in ["k", "l", "m", "n"] where Bool.random(using: &random) {
            object[key] = value(depth: depth - 1, &random)
        }
        return .object(object)
    }

    private func changed(_ old: Value, _ random: inout SeededRandom) -> Value {
        guard case .object(var object) = old, let key = object.keys.randomElement(using: &random) else {
            return value(depth: 2, &random)
        }
        if Bool.random(using: &random) {
            object.removeValue(forKey: key)
        } else {
            object[key] = changed(object[key] ?? 0, &random)
        }
        return .object(object)
    }
}

import Documents
import KubeClient
import KubeModel
import TestKit

extension Scenario {
    /// Managers who apply, force, patch and leave out what a seed tells, on one Deployment.
    static func random(seed: UInt64) -> Scenario {
        Scenario("what seed \(seed) tells") { stage in
            var choices = Choices(random: SeededRandom(seed: seed))
            _ = try await stage.apply(choices.base, Choices.deployments, as: "base")
            for number in 0..<25 {
                await stage.see("\(number)", hiding: ["resourceVersion"], briefly: true) {
                    if choices.isOne(in: 4) {
                        return try await stage.merge("d", choices.patch(), Choices.deployments)
                    }
                    return try await stage.apply(
                        choices.part(), Choices.deployments, as: choices.one(of: ["one", "two", "three"]),
                        force: choices.isOne(in: 2))
                }
            }
        }
    }
}

/// What is done in a random scenario.
private struct Choices {
    static let deployments = ResourceType(
        gvk: GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"), plural: "deployments", namespaced: true,
        verbs: [])

    var random: SeededRandom

    mutating func isOne(in count: Int) -> Bool { Int.random(in: 0..<count, using: &random) == 0 }
    mutating func one(of texts: [String]) -> String { texts[Int.random(in: 0..<texts.count, using: &random)] }

    private mutating func some(of texts: [String]) -> [String] {
        texts.filter { _ in Bool.random(using: &random) }.shuffled(using: &random)
    }

    /// What keeps the Deployment valid, whatever others leave out.
    let base: Value = [
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "d"],
        "spec": [
            "selector": ["matchLabels": ["app": "x"]],
            "template": [
                "metadata": ["labels": ["app": "x"]], "spec": ["containers": [["name": "base", "image": "x:1"]]],
            ],
        ],
    ]

    /// What one manager wants.
    mutating func part() -> Value {
        var part: Value = ["apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "d"]]
        if isOne(in: 2) { part["metadata"]?["labels"] = map(["a", "b", "c"]) }
        if isOne(in: 3) { part["metadata"]?["annotations"] = map(["a", "b"]) }
        if isOne(in: 4) {
            part["metadata"]?["finalizers"] = .array(some(of: ["t.org/a", "t.org/b"]).map(Value.string))
        }
        var spec = Object()
        if isOne(in: 3) { spec["replicas"] = .integer(Int.random(in: 1...2, using: &random)) }
        let containers = some(of: ["a", "b", "base"]).map { container($0) }
        if !containers.isEmpty { spec["template"] = ["spec": ["containers": .array(containers)]] }
        if !spec.isEmpty { part["spec"] = .object(spec) }
        return part
    }

    /// Always with an image: somebody has to say it.
    private mutating func container(_ name: String) -> Value {
        var container: Value = ["name": .string(name), "image": .string(one(of: ["x:1", "x:1", "x:2"]))]
        if isOne(in: 2) {
            container["env"] = .array(
                some(of: ["A", "B", "C"]).map { ["name": .string($0), "value": .string(one(of: ["1", "2"]))] })
        }
        if isOne(in: 3) {
            container["ports"] = .array(
                some(of: ["80", "81"]).map { ["containerPort": .integer(Int($0) ?? 0), "protocol": "TCP"] })
        }
        if isOne(in: 4) { container["args"] = .array(some(of: ["-a", "-b"]).map(Value.string)) }
        if isOne(in: 4) { container["resources"] = ["limits": map(["cpu", "memory"])] }
        return container
    }

    private mutating func map(_ keys: [String]) -> Value {
        .object(Object(some(of: keys).map { ($0, .string(one(of: ["1", "2"]))) }))
    }

    /// What somebody writes who applies nothing.
    mutating func patch() -> Value {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return ["spec": ["replicas": .integer(Int.random(in: 1...3, using: &random))]]
        case 1: return ["metadata": ["labels": isOne(in: 3) ? .null : map(["a", "b", "c"])]]
        case 2: return ["metadata": ["annotations": .object([one(of: ["a", "b"]): isOne(in: 2) ? .null : "3"])]]
        default: return ["metadata": ["managedFields": isOne(in: 4) ? [[:]] : .null]]
        }
    }
}

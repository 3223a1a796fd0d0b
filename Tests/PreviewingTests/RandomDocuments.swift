import Documents
import Previewing
import TestKit

/// Objects that a seed determines, in shapes that are near to real ones, and far from them.
struct RandomDocuments {
    private var random: SeededRandom
    var words = [
        "spec", "name", "a", "metadata", "containers", "image", "replicas", "data", "", " ", "x\ny\nz", "`` ``",
        "\u{1B}[31m",
        "\u{202E}abc", "</details>", "@all", "100m", "0.1", "a/b", "rules", "*", "|", "1", "(secret 00)", "\r", "🧵",
        "e\u{301}",
    ]
    private static let kinds = [
        ("v1", "ConfigMap"), ("v1", "Secret"), ("apps/v1", "Deployment"), ("apps/v1", "StatefulSet"), ("v1", "Service"),
        ("rbac.authorization.k8s.io/v1", "ClusterRole"), ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
        ("batch/v1", "CronJob"), ("v1", "PersistentVolumeClaim"), ("example.org/v1", "Thing"), ("v1", "Pod"),
    ]

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    mutating func secret() -> String {
        "S" + String((0..<12).map { _ in pick(Array("abcdefghjkmnpqrstuvwxyz0123456789")) })
    }

    mutating func value(depth: Int) -> Value {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2: return .integer(Int.random(in: -2...9, using: &random))
        case 3: return .double(Double.random(in: -2...2, using: &random))
        case 4, 5: return .string(pick(words))
        case 6:
            return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in value(depth: depth - 1) })
        default:
            return .object(
                Object((0..<Int.random(in: 0...4, using: &random)).map { _ in (pick(words), value(depth: depth - 1)) }))
        }
    }

    mutating func document(_ kind: (String, String)) -> Value {
        var document = value(depth: 5).object ?? Object()
        document["apiVersion"] = .string(kind.0)
        document["kind"] = .string(kind.1)
        document["metadata"] = [
            "name": "one", "namespace": "shop", "annotations": value(depth: 1), "labels": value(depth: 2),
            "managedFields": .array((0..<2).map { _ in value(depth: 3) }),
        ]
        if Bool.random(using: &random) {
            document["spec"] = ["template": ["spec": ["containers": value(depth: 3), "volumes": value(depth: 3)]]]
        }
        return .object(document)
    }

    mutating func object() -> PreviewedObject {
        let kind = pick(RandomDocuments.kinds)
        let (live, predicted) = (document(kind), document(kind))
        let action: PreviewAction = pick([
            .create, .update, .update, .delete, .replace, .keep(pick(words)), .blocked(pick(words)),
        ])
        return Samples.object(
            action, from: action == .create ? nil : live, to: action == .delete ? nil : predicted,
            standing: pick([.own, .unowned, .owned(by: pick(words))]), refusal: pick([nil, pick(words)]),
            warnings: [pick(words)])
    }
}

import Costs
import Documents
import TestKit
import Testing

@Suite("Whatever manifests say")
struct PropertyTests {
    private static let words: [Value] = [
        "100m", "1", "2Gi", "-1", "1e28", "9223372036854775807", "99999999999999999999Ei", "", "x", 3, 2.5, -7, .null,
        [], [:],
        true,
    ]
    private static let names = [
        "spec", "template", "containers", "initContainers", "resources", "requests", "limits", "cpu", "memory",
        "nvidia.com/gpu", "a/b", "replicas", "restartPolicy", "overhead", "volumes", "ephemeral", "volumeClaimTemplate",
        "volumeClaimTemplates", "storage", "status", "desiredNumberScheduled", "minReplicas", "maxReplicas",
    ]
    private static let kinds = [
        ("apps/v1", "Deployment"), ("apps/v1", "StatefulSet"), ("apps/v1", "DaemonSet"), ("v1", "Pod"),
        ("batch/v1", "Job"),
        ("batch/v1", "CronJob"), ("v1", "PersistentVolumeClaim"), ("argoproj.io/v1alpha1", "Rollout"),
        ("autoscaling/v2", "HorizontalPodAutoscaler"), ("keda.sh/v1alpha1", "ScaledObject"),
    ]

    private struct Manifests {
        var random: SeededRandom

        mutating func pick<Element>(_ elements: [Element]) -> Element {
            elements[Int.random(in: 0..<elements.count, using: &random)]
        }

        mutating func value(depth: Int) -> Value {
            switch Int.random(in: 0..<4, using: &random) {
            case 0 where depth > 0: return .array((0..<2).map { _ in value(depth: depth - 1) })
            case 1...2 where depth > 0:
                return .object(Object((0..<4).map { _ in (pick(names), value(depth: depth - 1)) }))
            default: return pick(words)
            }
        }

        mutating func object() -> Value {
            let (version, kind) = pick(kinds)
            let target: Value = ["kind": .string(pick(kinds).1), "name": "web"]
            let container: Value = ["resources": ["requests": ["cpu": pick(words), "memory": pick(words)]]]
            var spec: Value = ["template": ["spec": ["containers": [container]]], "scaleTargetRef": target]
            for _ in 0..<3 { spec[pick(names)] = value(depth: 5) }
            return [
                "apiVersion": .string(version), "kind": .string(kind),
                "metadata": ["name": "web", "namespace": "shop"],
                "spec": spec,
            ]
        }
    }

    private static func change(_ before: Value?, _ after: Value?, _ rest: [Value]) throws -> ResourceChange {
        ResourceChange([try Asked.compared(before, after)], unchanged: rest)
    }

    @Test("what is made and taken away again comes to nothing; what stays costs nothing", arguments: 0..<40)
    func sums(seed: UInt64) throws {
        var manifests = Manifests(random: SeededRandom(seed: seed))
        for _ in 0..<20 {
            let (object, rest) = (manifests.object(), [manifests.object(), manifests.object()])
            #expect(try Self.change(object, object, rest).isNone)
            // The claims of what goes stay.
            guard object.kind != "StatefulSet", !rest.contains(where: { $0.kind == "StatefulSet" }) else { continue }
            let (made, gone) = (try Self.change(nil, object, rest), try Self.change(object, nil, rest))
            // On how many nodes something runs is known once it is there.
            guard object.kind != "DaemonSet" else { continue }
            #expect((made.usual + gone.usual).isNone && (made.scaledUp + gone.scaledUp).isNone)
        }
    }
}

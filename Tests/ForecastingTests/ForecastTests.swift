import Documents
import Forecasting
import KubeModel
import MemoryCluster
import Previewing
import Testing

@Suite("What would come of a plan") struct ForecastTests {
    private let bench = Bench()

    private func id(_ name: String) -> ObjectID {
        ObjectID(group: "", kind: "ConfigMap", namespace: "default", name: name)
    }

    private func lines(_ object: ObjectPreview) -> [String] { object.fields.changes.map(\.line) }

    @Test("is asked of the server, and changes nothing")
    func asked() async throws {
        try await bench.apply(Bench.configMap("one", ["a": "1", "b": "2"]))
        try await bench.apply(Bench.configMap("old", ["a": "1"]))
        let before = bench.cluster.objects(group: "", resource: "configmaps")
        _ = bench.cluster.takeRequests()
        let forecast = try await bench.forecast(
            [Bench.configMap("one", ["a": "3"]), Bench.configMap("two", ["a": "1"])], forgotten: [id("old")])
        #expect(bench.cluster.objects(group: "", resource: "configmaps") == before)
        let requests = bench.cluster.takeRequests()
        #expect(requests.allSatisfy { !$0.isWrite } && requests.count(where: \.isDryRun) == 2)
        let preview = bench.preview(forecast)
        #expect(Set(preview.objects.map(\.action)) == [.create, .update, .delete])
        let one = try #require(preview.objects.first { $0.action == .update })
        #expect(lines(one) == [#"~ data.a: "1" → "3""#, #"- data.b: "2""#])
        #expect(!forecast.isPartial && !forecast.hasPassingRefusals && preview.conflicts.isEmpty)
    }

    @Test("shows what goes with what tools hold of an object that is taken over")
    func takenOver() async throws {
        try await bench.apply(
            Bench.configMap("one", ["a": "1", "b": "2"]), by: "kubectl", isMarked: false)
        let preview = bench.preview(try await bench.forecast([Bench.configMap("one", ["a": "1"])]))
        #expect(preview.objects.map(\.action) == [.update] && preview.conflicts.first?.kind == .exists)
        #expect(lines(preview.objects[0]).contains(#"- data.b: "2""#), "\(lines(preview.objects[0]))")
    }

    @Test("does not tell as gone what the server puts in again")
    func defaulted() async throws {
        func deployment(_ more: Object) -> Value {
            var pod = more
            pod["containers"] = [["name": "web", "image": "web:1"]]
            return [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web", "namespace": "default"],
                "spec": [
                    "replicas": 1, "selector": ["matchLabels": ["app": "web"]],
                    "template": [
                        "metadata": ["labels": ["app": "web"]],
                        "spec": .object(pod),
                    ],
                ],
            ]
        }
        try await bench.apply(
            deployment(["schedulerName": "default-scheduler", "hostNetwork": true]), by: "kubectl", isMarked: false)
        let preview = bench.preview(try await bench.forecast([deployment([:])]))
        let told = lines(try #require(preview.objects.first)).filter { !$0.contains("metadata") }
        #expect(told == ["- spec.template.spec.hostNetwork: true"])
    }

    @Test("is learnt of all objects, where the server refuses one")
    func refused() async throws {
        try await bench.apply(Bench.configMap("one", ["a": "1"]))
        try await bench.apply(Bench.configMap("two", ["a": "1"]))
        bench.cluster.authorize { $0.name != "one" || !$0.isDryRun }
        let forecast = try await bench.forecast(
            [Bench.configMap("one", ["a": "2"]), Bench.configMap("two", ["a": "2"])])
        let preview = bench.preview(forecast)
        #expect(forecast.hasPassingRefusals && !forecast.isPartial)
        #expect(preview.conflicts.map(\.object) == [id("one")] && preview.conflicts.map(\.kind) == [.refused])
        // What the refused one would have become is foreseen.
        #expect(preview.objects.map(lines) == [[#"~ data.a: "1" → "2""#], [#"~ data.a: "1" → "2""#]])
    }

    @Test("tells nothing of what an object holds that is not the application's, where its account may not change that")
    func hidden() async throws {
        try await bench.apply(Bench.configMap("foreign", ["a": "hush"]), by: "others", isMarked: false)
        bench.cluster.authorize { !$0.isDryRun }
        let preview = bench.preview(try await bench.forecast([Bench.configMap("foreign", ["a": "mine"])]))
        #expect(preview.conflicts.map(\.kind) == [.refused])
        #expect(!"\(preview)".contains("hush"), "\(preview)")
    }

    @Test("is foreseen, and said to be in part, for somebody who may not ask")
    func onBehalf() async throws {
        try await bench.apply(Bench.configMap("one", ["a": "1"]))
        bench.cluster.authorize { !$0.isDryRun }
        let forecast = try await bench.forecast([Bench.configMap("one", ["a": "2"])], isOnBehalf: true)
        let preview = bench.preview(forecast)
        #expect(forecast.isPartial && !forecast.hasPassingRefusals && preview.conflicts.isEmpty)
        #expect(preview.objects.map(lines) == [[#"~ data.a: "1" → "2""#]])
    }

    @Test("is asked of so many objects, and no more")
    func bounded() async throws {
        let manifests = (0..<20).map { Bench.configMap("m\($0)", ["a": "1"]) }
        _ = bench.cluster.takeRequests()
        let forecast = try await bench.forecast(manifests, most: 5)
        #expect(bench.cluster.takeRequests().count(where: \.isDryRun) == 5)
        #expect(forecast.objects.count == 20 && !forecast.isPartial)
        #expect(bench.preview(forecast).count(.create) == 20)
    }

    @Test("is not asked on and on of a server that does not answer")
    func silent() async throws {
        bench.cluster.add(
            MemoryFault(
                .refuse(status: 500, reason: "InternalError", message: "no", retryAfter: nil), to: { $0.isDryRun },
                times: 10_000))
        let manifests = (0..<100).map { Bench.configMap("m\($0)", ["a": "1"]) }
        let forecast = try await bench.forecast(manifests)
        let names = Set(bench.cluster.takeRequests().filter(\.isDryRun).map(\.name))
        #expect(names.count < 20 && forecast.isPartial && !forecast.hasPassingRefusals)
        #expect(bench.preview(forecast).count(.create) == 100)
    }

    @Test("is not refused for want of a namespace that is to be made")
    func comingNamespace() async throws {
        var map = Bench.configMap("one", ["a": "1"])
        map["metadata"]?["namespace"] = "later"
        #expect(try await bench.forecast([map]).hasPassingRefusals)
        #expect(try await !bench.forecast([map], createNamespace: "later").hasPassingRefusals)
        let namespace: Value = ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "later"]]
        let forecast = try await bench.forecast([namespace, map])
        #expect(!forecast.hasPassingRefusals && !forecast.isPartial)
        #expect(bench.preview(forecast).count(.create) == 2)
    }
}

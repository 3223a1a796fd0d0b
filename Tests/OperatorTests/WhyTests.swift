import Controllers
import Documents
import Explaining
import KubeModel
import MemorySources
import Metrics
import Origins
import Previewing
import Rendering
import Sourcing
import Testing

/// What made a value, from the repository to the cluster and whoever changed it there.
@Suite(.timeLimit(.minutes(1))) struct WhyTests {
    private func explain(
        _ bench: Bench, _ object: String, _ field: String? = nil
    ) async throws -> Explanation {
        let rooms = RenderRooms(
            places: RenderRooms.usualPlaces, patience: RenderRooms.usualPatience, surroundings: bench.surroundings)
        let inquiry = try await ApplicationInquiry(
            ObjectKey(namespace: "default", name: "a"), client: bench.client, mirrors: bench.mirrors,
            charts: MemoryCharts(time: bench.surroundings),
            renders: RenderCache(entries: 8, bytes: 1 << 20, rooms: rooms, metrics: Metrics()),
            installation: "martlet", allowsRemoteBases: false, logger: Bench.silent)
        return try await inquiry.explain(
            try #require(NamedObject(object)), field: field.flatMap(FieldQuery.init), at: .specified)
    }

    private func places(_ explanation: Explanation) -> [String] {
        explanation.fields[0].chain.map { "\($0.kind.rawValue) \($0.place ?? "") \($0.source ?? "")" }
    }

    @Test("of a manifest: the line, then who changed it in the cluster")
    func manifest() async throws {
        try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "x"))
            try await bench.declareRepository()
            try await bench.whileOperating {
                try await bench.apply(Bench.application("a", spec: ["sync": ["selfHeal": false]]))
                try await bench.eventually("it is applied") { bench.data("one") == "x" }
                try await bench.eventually("it says so") {
                    bench.applications["a"]?.at("status", "sync", "status") == "Synced"
                }
                let ours = try await explain(bench, "configmap/one", "data.k")
                #expect(ours.fields[0].verdict == .ours && ours.revision.hasPrefix("main@sha1:"))
                #expect(places(ours).first?.hasPrefix("file one.yaml:") == true)
                #expect(ours.fields[0].authors.map(\.isOwn) == [true])
                try await bench.edit("one", ["data": ["k": "y"]])
                let changed = try await explain(bench, "configmap/one", "data.k")
                #expect(changed.fields[0].value == "y" && changed.fields[0].wanted == "x")
                #expect(changed.fields[0].verdict.culprit?.hasPrefix("person") == true)
                let whole = try await explain(bench, "configmaps/default/one")
                #expect(whole.isTable && whole.fields.contains { $0.path.description == "metadata.name" })
                let refusal = await #expect(throws: SourceVisitError.self) { try await explain(bench, "configmap/two") }
                #expect(refusal?.code == .notFound)
                await #expect(throws: SourceVisitError.self) { try await explain(bench, "configmap/one", "data.z") }
            }
        }
    }

    @Test("of a chart with variables: the layer of the values, the template and the variable")
    func chart() async throws {
        try await Bench.play { bench in
            bench.repository.write("Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n")
            bench.repository.write("values.yaml", "text: base\n")
            bench.repository.write(
                "templates/one.yaml",
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata:\n  k: {{ .Values.text }}-${REGION}\n")
            bench.repository.commit()
            try await bench.declareRepository()
            try await bench.apply(
                Bench.application(
                    "a",
                    spec: [
                        "suspend": true,
                        "source": [
                            "repositoryRef": ["name": "r"], "helm": ["values": ["text": "inline"]],
                            "substitute": ["variables": ["REGION": "north"]],
                        ],
                    ]))
            let explanation = try await explain(bench, "configmap/one", "data.k")
            #expect(explanation.fields[0].wanted == "inline-north" && explanation.fields[0].verdict == .notApplied)
            #expect(!explanation.isThere)
            #expect(
                places(explanation) == [
                    "values  spec.source.helm.values", "template templates/one.yaml:5:9 ",
                    "variable  spec.source.substitute.variables",
                ])
        }
    }
}

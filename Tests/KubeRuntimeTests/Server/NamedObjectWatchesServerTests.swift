import Documents
import KubeClient
import KubeModel
import KubeTesting
import Metrics
import TestKit
import Testing

@testable import KubeRuntime

@Suite(
    .enabled("needs etcd and kube-apiserver") { await TestControlPlane.isAvailable() }, .timeLimit(.minutes(3)))
struct NamedObjectWatchesServerTests {
    @Test("references are watched while somebody wants them")
    func lifecycle() async throws {
        let server = try await ServerFixture(TestControlPlane.shared())
        let told = Recorded<[String]>([])
        let watches = NamedObjectWatches<String>(
            client: server.client, metrics: Metrics(), logger: ServerFixture.logger,
            onChange: { reference, owners in
                told.update { $0.append("\(reference.key.name): \(owners.sorted().joined(separator: ","))") }
            })
        let a = NamedReference(type: .configMaps, key: server.key("a"))
        let b = NamedReference(type: .configMaps, key: server.key("b"))
        try await server.create("b")

        watches.want([a], for: "one")
        #expect(watches.value(of: a).isOutOfDate, "nothing can be known yet")
        try await with({ await watches.run() }) {
            try await eventually("absence is told") { told.value == ["a: one"] }
            #expect(watches.value(of: a).isAbsent, "a does not exist")

            watches.want([a, b], for: "two")
            try await eventually("b is told") { told.value.last == "b: two" }
            #expect(watches.value(of: b).element?.at("data", "text") == "x")
            #expect(watches.value(of: b).element?.at("metadata", "managedFields") == nil)

            try await server.create("a", "fixed")
            try await eventually("a is told to both") { told.value.last == "a: one,two" }
            #expect(watches.value(of: a).element?.at("data", "text") == "fixed")

            watches.want([], for: "one")
            watches.want([b], for: "two")
            #expect(watches.references == [b])
            let before = told.value
            try await server.change("a", "unseen")
            try await server.change("b", "seen")
            try await eventually("b is told") { told.value.count > before.count }
            #expect(told.value == before + ["b: two"])
            #expect(watches.value(of: a).isOutOfDate, "a is not watched any more")
        }
    }
}

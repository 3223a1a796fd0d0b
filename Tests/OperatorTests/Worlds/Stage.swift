import Documents
import GitOpsAPI
import KubeClient
import KubeModel
import OperatorTesting
import Synchronization

/// What is done in one world, by the same words in every world, and what was seen there.
final class Stage: Sendable {
    private struct State {
        var commits: [String] = []
        var requests = 0
        var pictures: [Picture] = []
    }

    let world: any World
    private let others: [Picture]
    private let state = Mutex(State())

    /// - Parameter others: what another world has shown, for this one to show the same.
    init(_ world: any World, like others: [Picture] = []) {
        self.world = world
        self.others = others
    }

    var pictures: [Picture] { state.withLock(\.pictures) }

    /// Plays a scenario. What it has come to is asked for once more in the end, which must change nothing.
    func play(_ scenario: WorldScenario) async throws {
        try await scenario.play(self)
        guard let last = pictures.last else { throw Unexpected("the scenario has looked at nothing") }
        for name in try await applications() {
            let request = newRequest()
            try await annotate("GitOpsApplication", name, Annotations.requestedAt, request)
            try await world.wait("the request for \(name) is answered") {
                try await world.get(reference("GitOpsApplication", name)).at("status", "lastHandledRequest")?.string
                    == request
            }
        }
        try await shows(last.description)
    }

    // MARK: Looking

    /// Waits until the world is as a text says, line by line, and where another world has shown more, until it shows that.
    func shows(_ expected: String) async throws {
        let index = pictures.count
        let other = others.indices.contains(index) ? others[index] : nil
        var shown = try await look()
        do {
            try await world.wait("what is expected") {
                shown = try await look()
                return shown.description == expected && shown.details == other?.details ?? shown.details
            }
        } catch {
            let differences = other.map { shown.details.difference(from: $0.details) }
            throw Unexpected("expected:\n\(expected)\nshown:\n\(shown)\n\(differences.map { "\($0)" } ?? "")\n\(error)")
        }
        try await world.rest()
        let rested = try await look()
        guard rested.description == expected else { throw Unexpected("expected:\n\(expected)\nthen:\n\(rested)") }
        state.withLock { $0.pictures.append(rested) }
    }

    private func look() async throws -> Picture {
        let commits = state.withLock(\.commits)
        return try await Picture(of: world, commits: commits)
    }

    private func applications() async throws -> [String] {
        let type = try await world.type(APIGroup.apiVersion, "GitOpsApplication")
        return try await world.client.list(type, namespace: world.namespace, labelSelector: nil).compactMap(\.name)
    }

    // MARK: The repository

    /// The first commit, and the repository's resource.
    ///
    /// - Parameter texts: files of other things than ConfigMaps.
    func begin(_ files: [String: String], text texts: [String: String] = [:]) async throws {
        for (path, value) in files { try write(path, value) }
        for (path, text) in texts { try write(path, text: text) }
        try commit()
        try await declare("GitOpsRepository", "repository", ["url": .string(world.url), "interval": "1h"])
        try await world.wait("the repository is ready") {
            try await world.get(reference("GitOpsRepository", "repository")).at("status", "revision") != nil
        }
    }

    /// Begins with an application that has two ConfigMaps, and sees that it is in order.
    ///
    /// - Parameter spec: what its specification says besides.
    func beginInOrder(_ spec: Object = [:]) async throws {
        try await begin(["app/one": "1", "app/two": "1"])
        try await declare("app", spec)
        try await shows(
            """
            app: Synced at commit 1, Healthy, Ready True Healthy
              Succeeded at commit 1: 2 created; has one__ConfigMap two__ConfigMap
            ConfigMap one of world/app: k=1
            ConfigMap two of world/app: k=1
            """)
    }

    /// The file of a ConfigMap that is called as the file is.
    func write(_ path: String, _ value: String) throws {
        let name = path.split(separator: "/").last ?? ""
        try write(path, text: Bench.configMap(String(name), value))
    }

    func write(_ path: String, text: String) throws { try world.write("\(path).yaml", text) }

    func remove(_ path: String) throws { try world.remove("\(path).yaml") }

    private func commit() throws {
        let commit = try world.commit()
        state.withLock { $0.commits.append(commit) }
    }

    /// Commits, and asks for the commit to be fetched.
    func push() async throws {
        try commit()
        try await annotate("GitOpsRepository", "repository", Annotations.requestedAt, newRequest())
    }

    private func newRequest() -> String {
        state.withLock { state in
            state.requests += 1
            return "request \(state.requests)"
        }
    }

    // MARK: Objects

    func reference(_ kind: String, _ name: String) -> Reference {
        let apiVersion = kind.hasPrefix("GitOps") ? APIGroup.apiVersion : "v1"
        return .of(apiVersion, kind, name, in: world.namespace)
    }

    private func declare(_ kind: String, _ name: String, _ spec: Value) async throws {
        try await world.apply(
            [
                "apiVersion": .string(APIGroup.apiVersion), "kind": .string(kind),
                "metadata": ["name": .string(name), "namespace": .string(world.namespace)], "spec": spec,
            ], namespace: world.namespace)
    }

    /// Declares an application on the folder that is called as it is.
    ///
    /// - Parameter spec: more of it.
    func declare(_ name: String, path: String? = nil, _ spec: Object = [:]) async throws {
        var whole: Object = ["source": ["repositoryRef": ["name": "repository"], "path": .string(path ?? name)]]
        for (key, value) in spec { whole[key] = value }
        try await declare("GitOpsApplication", name, .object(whole))
    }

    /// Merges into an application's specification.
    func change(_ name: String, _ spec: Value) async throws {
        try await world.patch(reference("GitOpsApplication", name), ["spec": spec])
    }

    func annotate(_ kind: String, _ name: String, _ annotation: String, _ text: String) async throws {
        try await world.annotate(reference(kind, name), annotation, text)
    }

    /// As somebody does it by hand.
    func edit(_ name: String, _ value: Value) async throws {
        try await world.patch(reference("ConfigMap", name), ["data": ["k": value]])
    }

    func delete(_ kind: String, _ name: String) async throws { try await world.delete(reference(kind, name)) }
}

package import Documents
internal import GitOpsAPI
package import KubeClient
internal import KubeModel
internal import Observing
internal import Planning

/// `logs`: what the controller says of an application, or what the application's own Pods say.
package struct LogReader: Sendable {
    /// Which part of the logs.
    package struct Part: Sendable {
        /// Whether to wait for more.
        package var follows: Bool
        /// Only what is younger; nil: all that there is.
        package var seconds: Int?
        /// Only so many lines of each container; nil: all.
        package var lines: Int?

        package init(follows: Bool, seconds: Int?, lines: Int?) {
            self.follows = follows
            self.seconds = seconds
            self.lines = lines
        }

        fileprivate var query: [(String, String)] {
            [
                ("follow", follows ? "true" : nil), ("sinceSeconds", seconds.map(String.init)),
                ("tailLines", lines.map(String.init)),
            ].compactMap { name, value in value.map { (name, $0) } }
        }
    }

    private let client: KubeClient
    private let console: Console
    private let part: Part

    package init(_ client: KubeClient, _ console: Console, _ part: Part) {
        self.client = client
        self.console = console
        self.part = part
    }

    /// Containers that are read at once; of more there are no logs.
    private static let most = 50
    /// How long one is read.
    private static let longest = Duration.seconds(24 * 3600)

    private static let pods = ResourceType(
        gvk: GroupVersionKind(group: "", version: "v1", kind: "Pod"), plural: "pods", namespaced: true,
        verbs: ["get", "list"])

    /// What the controller says of an application.
    ///
    /// - Parameter home: the namespace that the controller is in.
    package func showController(of key: ObjectKey, home: String) async throws(CommandError) {
        let found: [Value]
        do throws(KubeError) {
            found = try await client.list(
                Self.pods, namespace: home, labelSelector: "app.kubernetes.io/name=martlet")
        } catch {
            throw CommandError("cannot list the controller's Pods in \(home)", error)
        }
        guard !found.isEmpty else {
            throw CommandError(.notFound, "no Pod of the controller is in \(home); see --home")
        }
        // Names have no characters that mean something else here.
        let marks = ["application=\(key)", "\"application\":\"\(key)\""]
        try await show(found, hasPrefix: false) { line in
            marks.contains { mark in
                line.ranges(of: mark).contains { range in
                    range.upperBound == line.endIndex || line[range.upperBound] == " " || mark.hasSuffix("\"")
                }
            }
        }
    }

    /// What an application's Pods say.
    ///
    /// - Parameter installation: the name of the one that applies the application.
    package func showPods(of key: ObjectKey, installation: String) async throws(CommandError) {
        let state = try await ApplicationRequest(client).state(of: key)
        guard let inventory = try? Inventory(state.status.inventory) else {
            throw CommandError(.failed, "the inventory of \(key) cannot be read")
        }
        let live = await LiveObjects(inventory.entries, of: client, selector: "\(Marks.label)=\(installation)")
        var pods: [Value] = []
        var waiting = Array(live.objects.values)
        while let object = waiting.popLast() {
            if object.kind == "Pod" { pods.append(object) }
            waiting += object.at("metadata", "uid")?.string.flatMap { live.owned[$0] } ?? []
        }
        guard !pods.isEmpty else { throw CommandError(.notFound, "\(key.name) has no Pods") }
        try await show(pods.sorted { ($0.name ?? "") < ($1.name ?? "") }, hasPrefix: true) { _ in true }
    }

    private struct Container: Sendable {
        var pod: ObjectKey
        var name: String
    }

    private func show(
        _ pods: [Value], hasPrefix: Bool, where isWanted: @escaping @Sendable (String) -> Bool
    ) async throws(CommandError) {
        let containers = pods.flatMap { pod in
            (pod.at("spec", "containers")?.array ?? []).compactMap { container in
                container["name"]?.string.map {
                    Container(pod: ObjectKey(namespace: pod.namespace ?? "", name: pod.name ?? ""), name: $0)
                }
            }
        }
        if containers.count > Self.most {
            console.note("of \(containers.count) containers, the logs of \(Self.most) are shown")
        }
        let shown = containers.prefix(Self.most)
        guard part.follows else {
            for container in shown { await tell(container, hasPrefix: hasPrefix, where: isWanted) }
            return
        }
        await withTaskGroup(of: Void.self) { group in
            for container in shown {
                group.addTask(name: "\(container.pod)") {
                    await tell(container, hasPrefix: hasPrefix, where: isWanted)
                }
            }
        }
    }

    /// One container without a log stops no other.
    private func tell(
        _ container: Container, hasPrefix: Bool, where isWanted: @Sendable (String) -> Bool
    ) async {
        let prefix = hasPrefix ? "[\(container.pod.name)/\(container.name)] " : ""
        do throws(KubeError) {
            let path = try Self.pods.path(
                namespace: container.pod.namespace, name: container.pod.name, subresource: "log")
            var lines = try await client.lines(
                path: path, query: [("container", container.name)] + part.query, timeout: Self.longest)
            while let line = try await lines.next() {
                if isWanted(line) { console.line(Plain.line(prefix + line)) }
            }
        } catch {
            console.note("\(container.pod)/\(container.name): \(Plain.line(error.message))")
        }
    }
}

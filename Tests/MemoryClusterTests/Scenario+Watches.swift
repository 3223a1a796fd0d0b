import Documents
import KubeClient
import KubeModel

extension Scenario {
    static let watches = [
        Scenario("a watch tells what happened since a version, of what is chosen") { stage in
            let first = try await stage.create(configMap("a", ["k": "1"], labels: ["mine": "yes"]))
            let stream = try await stage.watch("mine=yes", from: first.version ?? "")
            _ = try await stage.create(configMap("other"))
            _ = try await stage.merge("a", ["data": ["k": "2"]])
            _ = try await stage.create(configMap("b", labels: ["mine": "yes"]))
            _ = try await stage.merge("b", ["metadata": ["labels": ["mine": "no"]]])
            _ = try await stage.merge("other", ["metadata": ["labels": ["mine": "yes"]]])
            _ = try await stage.create(configMap("c", labels: ["mine": "yes"], finalizers: ["example.org/hold"]))
            _ = try await stage.delete("c")
            _ = try await stage.merge("c", ["metadata": ["finalizers": .null]])
            _ = try await stage.delete("a")
            await stage.read(stream, count: 9)
            let late = try await stage.watch("mine=yes", from: first.version ?? "")
            await stage.read(late, count: 9)
        },
        Scenario("a watch of a name sees that object alone") { stage in
            let first = try await stage.create(configMap("a"))
            let stream = try await stage.client.watch(
                .configMaps, namespace: stage.namespace, labelSelector: nil, fieldSelector: "metadata.name=b",
                resourceVersion: first.version ?? "", timeout: Stage.watchTime)
            _ = try await stage.merge("a", ["data": ["k": "2"]])
            _ = try await stage.create(configMap("b"))
            await stage.read(stream, count: 1)
        },
    ]
}

extension Stage {
    func watch(_ selector: String, from version: String) async throws(KubeError) -> WatchStream {
        try await client.watch(
            .configMaps, namespace: namespace, labelSelector: selector, fieldSelector: nil, resourceVersion: version,
            timeout: Self.watchTime)
    }

    /// How long watches stay open; what is to be seen in them has happened by then.
    static let watchTime = Duration.seconds(5)

    /// Notes so many events, without those that differ: the bookmarks.
    func read(_ stream: WatchStream, count: Int) async {
        endWatches()
        var events = stream.makeAsyncIterator()
        for number in 0..<count {
            await see("event \(number)", hiding: ["managedFields"]) {
                while let event = try await events.next() {
                    switch event {
                    case .added(let object): return ["added": object]
                    case .modified(let object): return ["modified": object]
                    case .deleted(let object): return ["deleted": object]
                    case .bookmark: continue
                    case .error(let error): throw error
                    }
                }
                return "the watch ended"
            }
        }
        stream.cancel()
    }
}

internal import Documents
internal import KubeClient
internal import KubeModel
internal import Surroundings

/// One object as it changes, until somebody has seen enough.
///
/// Guarantees: each state that is told is newer than the one before; states in between may be missing. Watches that break are
/// opened again, with a pause between, so that a server that is down for a moment ends nothing.
struct ObjectFollower {
    private let client: KubeClient
    private let type: ResourceType
    private let key: ObjectKey

    /// How long a watch is asked to stay open.
    private static let watchTime = Duration.seconds(300)
    /// Between attempts.
    private static let pause = Duration.seconds(1)
    /// Failures in a row after which there is no hope.
    private static let mostFailures = 30

    init(_ client: KubeClient, _ type: ResourceType, _ key: ObjectKey) {
        self.client = client
        self.type = type
        self.key = key
    }

    /// Tells states until `see` returns something. Nil is told where the object is not there.
    func follow<Answer>(_ see: (Value?) throws(CommandError) -> Answer?) async throws(CommandError) -> Answer {
        var failures = 0
        while true {
            var answer: Result<Answer, CommandError>?
            do throws(KubeError) {
                let version = try await client.currentVersion(
                    of: type, namespace: key.namespace, fieldSelector: "metadata.name=\(key.name)")
                let object = try await client.find(type, key)
                failures = 0
                answer = told(see, object)
                if answer == nil { answer = try await watch(from: version, see) }
            } catch {
                failures += 1
                guard error.isTransient || error.code == .gone, failures < Self.mostFailures else {
                    throw CommandError("cannot follow \(type.gvk.kind) \(key)", error)
                }
                try await sleep()
            }
            if let answer { return try answer.get() }
        }
    }

    /// An answer, or why there is none; an error of what sees is none of the server.
    private func told<Answer>(
        _ see: (Value?) throws(CommandError) -> Answer?, _ object: Value?
    ) -> Result<Answer, CommandError>? {
        do throws(CommandError) {
            return try see(object).map { .success($0) }
        } catch {
            return .failure(error)
        }
    }

    private func watch<Answer>(
        from version: String, _ see: (Value?) throws(CommandError) -> Answer?
    ) async throws(KubeError) -> Result<Answer, CommandError>? {
        let stream = try await client.watch(
            type, namespace: key.namespace, labelSelector: nil, fieldSelector: "metadata.name=\(key.name)",
            resourceVersion: version, timeout: Self.watchTime)
        defer { stream.cancel() }
        var events = stream.makeAsyncIterator()
        while let event = try await events.next() {
            let answer: Result<Answer, CommandError>?
            switch event {
            case .added(let object), .modified(let object): answer = told(see, object)
            case .deleted: answer = told(see, nil)
            case .bookmark: answer = nil
            case .error(let error): throw error
            }
            if let answer { return answer }
        }
        return nil
    }

    private func sleep() async throws(CommandError) {
        do throws(CancellationError) {
            try await client.surroundings.sleep(for: Self.pause)
        } catch {
            throw CommandError(.failed, "interrupted")
        }
    }
}
